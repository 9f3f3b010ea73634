"""``python -m claimbook`` is the ``claimbook`` command."""

import sys

from claimbook.cli import main

if __name__ == "__main__":
    sys.exit(main())
