"""Say how long a campaign runs: in full by default, in part where CAMPAIGN_SHARE says so."""

import os


def size_of(full: int) -> int:
    """Return the size of a campaign, such as a tenth of it with ``CAMPAIGN_SHARE=0.1``."""
    return max(1, round(full * float(os.environ.get("CAMPAIGN_SHARE", "1"))))


def examples(full: int) -> int:
    """Return how many drawn examples a property is tried with: a quarter, or all with ``EXAMPLES=all``."""
    return full if os.environ.get("EXAMPLES") == "all" else max(1, full // 4)
