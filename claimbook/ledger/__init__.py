"""The data package: tables, records, labels of codes, decisions and the corrections log."""
