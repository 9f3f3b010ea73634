"""Build the measured book: what ``claimbook build`` is for the real one. Arguments: data, out, the book's folder."""

import sys
from pathlib import Path

if __name__ == "__main__":
    from measured_book import CHAPTERS

    from claimbook.book.project import Project
    from claimbook.builder.build import build
    from claimbook.cli import collect_rarely

    collect_rarely()
    data, out, folder = map(Path, sys.argv[1:])
    build(data, out, project=Project(folder, CHAPTERS))
