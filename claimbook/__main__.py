"""Start the ``claimbook`` command, isolated from the current folder before anything else is imported."""

import sys

from claimbook.kernels.isolation import isolate


def main() -> int:
    """Run the command line; also ``python -m claimbook``."""
    isolate(first_is_current_folder=__name__ == "__main__")
    from claimbook.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
