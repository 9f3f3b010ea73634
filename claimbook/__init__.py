"""A report book of contested casualty claims. Chapters start with ``open_page``."""

from claimbook.pages import open_page

__all__ = ["open_page"]
