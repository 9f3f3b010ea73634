"""Is the data package sound? Its structure, its rules, and its rows against the documents."""
