"""From rows to findings: speakers, current figures, comparability, estimates and answers."""
