"""The pages of the book, the project they come from, and its changes since an earlier revision."""
