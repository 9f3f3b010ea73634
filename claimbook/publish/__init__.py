"""What the site publishes beside its pages: downloads, citations, feed, search, metadata."""
