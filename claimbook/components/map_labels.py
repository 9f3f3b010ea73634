"""Places for the names on a map, so that none covers another name or another dot.

A name without room beside its dot is written further away, with a line to the dot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Size of a letter, distance of a name from its dot, and half a dot, in pixels.
LETTER, LINE, AWAY, DOT = 7.2, 13.0, 9.0, 7.0
# How far away a name may be at the end of a line, in pixels.
FAR = (24.0, 36.0, 50.0, 66.0)
# Of more dots than these, a name without room beside its dot is left out: looking further takes too long.
MOST_WITH_LINES = 100
# Share of itself that the name of a dot may cover.
MOST_COVERED = 0.05


@dataclass(frozen=True)
class Name:
    """A name at a point of the picture, in pixels from its upper left corner; ``dot`` says whether a dot is there."""

    text: str
    x: float
    y: float
    dot: bool


@dataclass(frozen=True)
class Placed:
    """Where a name is written: the point that its ``align`` refers to, at the middle of its line.

    ``far`` says whether it needs a line to its dot.
    """

    name: Name
    x: float
    y: float
    align: str
    far: bool = False


Box = tuple[float, float, float, float]


def place_names(names: Sequence[Name], width: float, height: float) -> list[Placed]:
    """Place each name beside its dot, or on its point if it has none; the first names choose first.

    A name that would cover another, another's dot or the edge in every place is left out; the
    name of a dot may cover a little.

    Parameters
    ----------
    names : sequence of Name
    width, height : float
        Of the picture, in pixels.

    Examples
    --------
    >>> two = [Name("Alba", 50, 15, dot=True), Name("Brix", 60, 15, dot=True)]
    >>> [(one.name.text, one.align) for one in place_names(two, 200, 30)]
    [('Alba', 'right'), ('Brix', 'left')]
    >>> place_names([*two, Name("Area", 52, 15, dot=False)], 200, 30)[2:]
    []
    """
    dots = {name: (name.x - DOT, name.y - DOT, name.x + DOT, name.y + DOT) for name in names if name.dot}
    taken: list[Box] = []
    found = []
    for name in names:
        others = [*taken, *(box for dot, box in dots.items() if dot != name)]

        def covered(one: Placed, others: Sequence[Box] = tuple(others)) -> float:
            box = _box(one)
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
            return sum(_common(box, other) for other in others) + (0 if inside else width * height)

        bearable = (MOST_COVERED if name.dot else 0) * LETTER * len(name.text) * LINE
        best = min(_candidates(name), key=covered)
        if covered(best) > bearable and len(dots) <= MOST_WITH_LINES:
            best = next((one for one in _far_candidates(name) if not covered(one)), best)
        if covered(best) <= bearable:
            found.append(best)
            taken.append(_box(best))
    return found


def _candidates(name: Name) -> Iterator[Placed]:
    """Yield the places for a name, the most readable first."""
    if not name.dot:
        for down in (0.0, -LINE, LINE, -2 * LINE, 2 * LINE):
            yield Placed(name, name.x, name.y + down, "center")
        return
    for down in (0.0, -0.7 * LINE, 0.7 * LINE):
        yield Placed(name, name.x + AWAY, name.y + down, "left")
        yield Placed(name, name.x - AWAY, name.y + down, "right")
    for down in (-LINE - 2, LINE + 2):
        yield Placed(name, name.x, name.y + down, "center")


def _far_candidates(name: Name) -> Iterator[Placed]:
    """Yield places that need a line to the dot, the nearest first."""
    if not name.dot:
        return
    for away in FAR:
        for down in (away, -away, away / 2, -away / 2):
            yield Placed(name, name.x + away / 2, name.y + down, "left", far=True)
            yield Placed(name, name.x - away / 2, name.y + down, "right", far=True)


def _box(one: Placed) -> Box:
    long = LETTER * len(one.name.text)
    left = one.x - {"left": 0.0, "center": long / 2, "right": long}[one.align]
    return left, one.y - LINE / 2, left + long, one.y + LINE / 2


def _common(one: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high)
