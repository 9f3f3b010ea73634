"""The data package: its tables, the words of its codes, decisions and the corrections log."""
