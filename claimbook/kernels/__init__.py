"""How one page is executed: in a kernel forked from a process that has imported everything."""
