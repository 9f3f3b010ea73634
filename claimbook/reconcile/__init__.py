"""What may be compared with what, what becomes of each claim, and what published rules make of them."""
