"""Contradictions, tensions and gaps that can be computed from the ledger."""
