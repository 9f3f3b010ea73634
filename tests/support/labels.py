"""The labelled reports of ``tests/scanned``: ``README.md`` there says what the labels mean."""

import re
from pathlib import Path


def read_labels(file: Path) -> tuple[str, list[tuple[int, int, list[str]]]]:
    """A text without its marks, and the marks: start, end and what the words are labelled with."""
    marked, text, end = file.read_text("utf-8"), "", 0
    labels: list[tuple[int, int, list[str]]] = []
    for mark in re.finditer(r"\{([^{}]*)\}", marked):
        text += marked[end : mark.start()]
        words, *fields = mark[1].split("|")
        labels.append((len(text), len(text) + len(words), fields))
        text += words
        end = mark.end()
    return text + marked[end:], labels
