"""Sections that several chapters share."""
