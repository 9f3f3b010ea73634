"""Keep Python from running modules that happen to be in the current folder.

``python -c`` and ``python -m`` search the current folder first, so that a
``json.py`` in a downloaded data package would run instead of the standard
library's. Every process that this library starts inherits these settings.
"""

from __future__ import annotations

import os
import sys


def isolate_children() -> None:
    """Keep child processes from searching the current folder, ``PYTHONPATH`` or the user's own packages."""
    os.environ.pop("PYTHONPATH", None)
    os.environ.update({"PYTHONSAFEPATH": "1", "PYTHONNOUSERSITE": "1"})


def isolate(first_is_current_folder: bool) -> None:
    """Isolate the imports that this process has yet to make, and the processes that it starts.

    ``first_is_current_folder`` says whether ``sys.path`` begins with the current
    folder, as it does under ``python -m``.
    """
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    kept = sys.path[1:] if first_is_current_folder and not sys.flags.safe_path else sys.path
    sys.path[:] = [entry for entry in kept if entry not in ("", *given)]
    isolate_children()
