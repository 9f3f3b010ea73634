"""Say how long a campaign runs: in full by default, in part where CAMPAIGN_SHARE says so."""

import os
from collections.abc import Sequence


def size_of(full: int) -> int:
    """Return the size of a campaign, such as a tenth of it with ``CAMPAIGN_SHARE=0.1``."""
    return max(1, round(full * float(os.environ.get("CAMPAIGN_SHARE", "1"))))


def examples(full: int) -> int:
    """Return how many drawn examples a property is tried with: a quarter, or all with ``EXAMPLES=all``."""
    return full if os.environ.get("EXAMPLES") == "all" else max(1, full // 4)


def share_of(pages: Sequence[str]) -> list[str]:
    """Return the pages that a campaign looks at: all, or each tenth with ``CAMPAIGN_SHARE=0.1``."""
    return list(pages[:: max(1, len(pages) // size_of(len(pages)))])
