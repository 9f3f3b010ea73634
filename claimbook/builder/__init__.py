"""The whole book: what changed is executed, and the site is replaced in one step."""
