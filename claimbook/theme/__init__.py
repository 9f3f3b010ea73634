"""The book's look: layout, styles and scripts of its pages."""
