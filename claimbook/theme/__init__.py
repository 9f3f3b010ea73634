"""Looks of the book: layout, styles and scripts of its pages."""
