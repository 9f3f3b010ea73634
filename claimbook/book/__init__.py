"""Which pages the book has, what it is made of, and how it differs from an earlier revision."""
