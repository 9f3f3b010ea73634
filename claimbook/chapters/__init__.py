"""One module for each chapter, named as its notebook in ``chapters/``."""
