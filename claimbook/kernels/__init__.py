"""Execute one page in a kernel that is forked from a warm process."""
