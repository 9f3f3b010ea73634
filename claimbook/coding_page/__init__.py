"""The page on which a report is coded, on this machine alone."""
