"""A report book of contested casualty claims. Chapters start with ``open_page``."""

__all__ = ["open_page"]


def __getattr__(name: str) -> object:
    # Imported when asked for: a command that has nothing to do, or only draws, waits for no tables.
    if name != "open_page":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from claimbook.book.pages import open_page

    return open_page
