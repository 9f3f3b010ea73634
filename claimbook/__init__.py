"""A report book of contested casualty claims. Chapters start with ``open_page``."""

import sys

# Importing jsonschema would compile a grammar for internationalised addresses where that package is installed, as it
# is beside JupyterLab. It takes longer than any command, and none of our schemas names such an address.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

TYPE_CHECKING = False
if TYPE_CHECKING:  # as typing.TYPE_CHECKING, without importing typing
    from pathlib import Path

    from claimbook.book.open_book import Book
    from claimbook.components.page import Page

__all__ = ["open_book", "open_page"]


def open_book(where: "str | Path", as_of: str = "") -> "Book":
    """Open the ledger of a book, of this project or of a published one.

    Parameters
    ----------
    where : str or path
        A data package's folder, a published ``ledger.zip``, a built site, or the
        address of either of the latter.
    as_of : str
        The last day that it may know about, ISO 8601; blank for all.

    Returns
    -------
    claimbook.book.open_book.Book

    Raises
    ------
    NoPackage, DataProblems
        If there is no data package, or it is not sound.

    >>> book = open_book("data")
    >>> sorted(book.charts("timeline"))
    ['dates', 'days-covered']
    >>> sorted({claim.group for claim in book.claims if claim.latest and claim.is_toll})
    ['all', 'civilians', 'militants', 'security_forces']
    """
    from claimbook.book.open_book import open_book as opened

    return opened(where, as_of)


def open_page(notebook: str, data_dir: str, as_of: str = "", **parameters: str) -> "Page":
    """Open a page for its notebook: the inputs that a build prepared, or a selection from a data package.

    Parameters
    ----------
    notebook : str
        Name of the chapter.
    data_dir : str
        The page's own inputs, or a data package: its folder such as ``../data``, a
        published ``ledger.zip``, or the address of a published book.
    as_of : str
        The last day that the page may know about, ISO 8601; blank for all.
    **parameters : str
        The chapter's own parameters. For a data package, a blank one means the
        first page.

    Returns
    -------
    claimbook.components.page.Page

    Raises
    ------
    TypeError, ValueError
        If a parameter is not text, a date is invalid, or there is no such page.
    """
    # Imported lazily, so that commands that need no tables do not wait for pandas.
    from importlib import import_module
    from pathlib import Path

    from claimbook.components.page import ABOUT_FILE, read_page

    for name, value in {"data_dir": data_dir, "as_of": as_of, **parameters}.items():
        if not isinstance(value, str):
            raise TypeError(f"parameter {name} is {value!r}; expected text")
    folder = Path(data_dir)
    if (folder / ABOUT_FILE).exists():
        return read_page(folder, notebook, {"as_of": as_of, **parameters})
    # By hand only. Named as text, so that a page's key does not depend on what selects pages.
    page: Page = import_module("claimbook.book.pages").select_page(notebook, data_dir, as_of, **parameters)
    return page
