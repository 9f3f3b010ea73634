"""From pages to a published site: execute, then publish, and only ever replace a whole site by a whole one."""
