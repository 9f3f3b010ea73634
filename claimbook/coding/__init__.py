"""From a document to rows: what it prints, a draft of its rows, what is not coded yet, how far two readers agree."""
