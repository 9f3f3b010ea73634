"""The files that are published beside the pages."""
