"""Findings: contradictions between documents, or within one."""
