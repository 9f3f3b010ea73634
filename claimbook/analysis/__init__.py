"""From rows to what can be said about them: who speaks, what is current, what can be compared."""
