"""From a document to rows: extraction, drafts, coverage, and agreement of two readers."""
