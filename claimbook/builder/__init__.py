"""Build the whole book: execute what changed, publish, replace the site in one step."""
