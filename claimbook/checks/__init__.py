"""Check that the data package is sound: structure, rules, and rows against documents."""
