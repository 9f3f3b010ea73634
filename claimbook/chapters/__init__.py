"""One module for each chapter, named like its notebook in ``chapters/``."""
