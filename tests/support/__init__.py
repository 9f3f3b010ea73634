"""Helpers that several test modules share: packages, books, documents, processes, a browser."""
