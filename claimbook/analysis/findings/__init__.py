"""Findings: places where the documents contradict each other or themselves."""
