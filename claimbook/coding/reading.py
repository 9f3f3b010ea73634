"""Read what a number in a report counts: how it is bounded, what happened, and to whom.

Reads English sentences by rules. A number takes what happened from its own
noun ("45 deaths"), from a verb that it is the object of ("killed 45"), or from
one that it is the subject of ("45 were killed"), and passes it on to the
numbers joined to it and to the parts that the sentence names of it. It never
takes it from a verb that another number stands beside. What cannot be read
stays blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise

from claimbook.coding.extract import BOUNDS, LOOK_BACK, NUMBER, Number, bound_start, bounds_in, is_wrapped, read_numbers
from claimbook.coding.lexicon import (
    CAME,
    DONE,
    HARM,
    NATIONALITY,
    OF_PEOPLE,
    PARTS,
    PEOPLE,
    PERSON,
    STATES,
    SUFFERED,
    TOLL,
    WHOSE,
    WITH_OBJECT,
    group_of,
    state_of,
)

SPEAKS = re.compile(r"(?:,[^,.;]*,)?\s(?:who asked\b.*?\s)?(?:said|says|told|added|put|who asked)\b")
# Words before a number of people to whom nothing happened: passengers of a bus, a convoy.
NOT_HARMED = re.compile(r"\b(?:carrying|escorting|none of the|no)\s$", re.I)
PRONOUN = re.compile(r"one\s(?:that|which|another|family|household)\b", re.I)
DETERMINED = re.compile(r"(?:\s+(?:of|the|them|its|their|his|those|these|other|a|an|whom))+\b")
STOPS = re.compile(
    r"(?<!-)\b(?:in|at|on|by|from|to|near|with|and|or|but|who|that|which|while|when|after|before|during|was|were|are|is|have"
    r"|has|had|be|been|for|into|since|as|said|than|across|including|among|later|between|over|under|against|inside"
    r"|along|left|fell|remain|remains|remained|\w+n(?=[’']t)|managed|still|may|might|could|would|did|also|fatal"
    r"|respectively|say|says|told)\b|[,;:()—–|]"
)
ASIDE = re.compile(
    r"\b(?:none|nobody|no one|could|would|may|might|will|threatened to|not)\b(?:\s\w+)?\s$|(?<!managed )\bto\s$", re.I
)
ENABLED = re.compile(r"\b(?:allow|enabl|help|permit)(?:s|e[sd]|ed|ing)?\b[^.;]{0,40}\sto\s$", re.I)
PASSIVE = re.compile(
    r"\b(?:was|were|been|being|be|are|is|get|got)\s"
    r"(?:\w+ly\s|also\s|still\s|later\s|reported\s|believed\s|left\s|found\s)*[“\"‘]?$",
    re.I,
)
BREAKS = re.compile(
    r"(?<=[^\W\d]{3})(?<!approx)(?<!\bSept)[.!?][”\"’')]*\s+(?=[\W\d]*[A-Z]|\d)|(?<=\d[.!?])\s+(?=[A-Z])|(?<=[.!?]\])\s+(?=[A-Z])"
    r"|(?<=\.)(?:\[\d+\])+\s+|\n\s*\n|;|\n(?=\s*[-–•*·]\s)|(?<=[:.])\n|(?<=\))\n"
    r"|(?<=[^\n]\n)(?=[^\n:]{2,40}: ?\d)",
    re.U,
)
LINE_BREAKS = re.compile(rf"{BREAKS.pattern}|\n")
PARAGRAPH_END = re.compile(r"\n\s*\n|\n(?=\s*[-–•*·]\s)")
# What stands between two numbers of which one follows from the other.
JOINED = re.compile(
    r"(?:\s\([^()]*\)|\sby\s[\w ]{2,40}(?=,))?(?:\s\w+){0,3}(?:\son\s\w+day)?\s?"
    r"(?:,|:|and|or|as well as|along with|plus|with)+\s?"
    r"(?:and|her|his|their|at least|about|some|another|up to|over|more than|nearly|between)?\s?(?:a further)?\s?"
    r"|\sor\s|,?\s(?:not|instead of|rather than)\s(?:the\s)?|\samong\s"
    r"|[^.;]{0,90}?\b(?:against|compared (?:with|to)|up from|down from)\s",
    re.I,
)
# "712 were killed by the army, 268 by the rebels".
BY_ANOTHER = re.compile(r"\sby (?:the |an? )?[^\W\d]")
# A relative clause within a list: "11 women who sold fish from stalls, three children and two guards".
RELATIVE = re.compile(r"\s(?:who|that|which)\b[^,;.]{0,60},\s?(?:and\s)?", re.I)
# The words that name parts of a number, up to where the sentence goes on: "45 men, including 3 guards, were killed".
PART = re.compile(
    r"\((?P<a>[^()]*)\)|\s[–—]\s(?P<b>[^–—.;]*)(?:\s[–—]\s|$)"
    r"|(?P<d>,\s(?:[^\s,]+\s){1,6}among them(?=[,.;]|$))"
    r"|(?P<c>(?:,?\s(?:including|comprising|among whom|mostly|most of them)"
    r"|,\s(?:[^\s,]+\s){0,5}?(?:of (?:them|whom|which)|among them))\b.*?)"
    r"(?:,\s(?=(?:and\s|but\s)?(?:"
    + HARM.pattern
    + r"|(?:(?<=and\s)(?:\S+\s){1,4}?)?(?:have|has|had|were|was|are|is|also))\b)|(?=\swhile\b)|$)",
    re.I,
)
ALL_OF_THEM = re.compile(
    r",\s(?:all|both|most)(?: of (?:them|whom))?(?:,[^,.;]{3,25},)?(?: (?:were|was|are))? (?P<noun>[\w -]{4,40})", re.I
)
# Who they were: "8 of the dead were shepherds".
THEY_WERE = re.compile(
    r"(?:\sof (?:the|those|them|its|their|his|her)(?: \w+){0,2})?\s(?:were|was|are)\s"
    r"(?P<noun>[\w-]+(?:\s[\w-]+)?)\b"
)
# Parts of those whom a sentence begins with: "Of those killed, 72 were men".
OF_THOSE = re.compile(
    r"\W*(?:Of|Among)\s(?:the|those|all|its|their)(?:\s\w+){0,2}?\s(?P<state>[a-z]+)\b(?:\sof the \w+)?"
    r"(?:,|\s(?:were|was|are|is)\b)"
)
FOUND_LATER = re.compile(r"(?:\s(?:more|others))?\s(?:were|was) (?:later )?(?:found|recovered|discovered|pulled)\b")
IN_YEAR = re.compile(r"\s(?:recorded|documented|registered|reported|counted) (?:in|last|the)\b")
OF_THEM = re.compile(r"\sof (?:them|the victims|these|those)\b(?! who)")
LABEL = re.compile(
    r"(?P<dash>[ \t]*[–\-•*·]\s)?(?P<aside>[^\n|()]{0,80}\()?(?P<label>[^:\n|()]{2,60})(?:\([^()\n]*\))?:\s*$"
)
# A label that names a part of the line above it: "of whom children: 402", "Children: 5".
PART_LABEL = re.compile(
    r"(?:of (?:whom|which|them)|including|among them|incl\.) (?:[\w-]+ ){0,2}[\w-]+|(?:[\w-]+ )?[\w-]+", re.I
)
ONE_PERSON = re.compile(
    r"\b(?:an?|his|her|their|our|my|its)\s"
    r"(?:(?!(?:first|and|of|in|to|for|that)\b)[\w-]+\s){0,2}"
    rf"(?P<noun>{'|'.join(PERSON.values())})\b(?![-’'])",
    re.I,
)
NOMINAL = re.compile(
    r"\s(?:\w+\s)?(?:deaths?|fatalit(?:y|ies)|injur(?:y|ies)|casualt(?:y|ies)|dead|arrests?|abductions?)\b", re.I
)
# What follows a number that has no noun: "down from 144 the week before".
TIME_AGO = re.compile(
    r"\s(?:the |a )?(?:same |previous |last |following )?(?:week|month|year|day|night|quarter|period)\b"
)
BOTH_STATES = re.compile(r"\s(?:killed|dead|martyred) (?:and|or) (?:wounded|injured)\b(?! \d| \w+ \d)", re.I)
OCCASIONS = re.compile(
    r"\b(?:event|incident|attack|operation|rate|explosion|blast|bombing|clash|ambush)(?:e?s)?(?: of \w+)?[.!?]?$", re.I
)
OTHERS = re.compile(r"others?|more|further", re.I)
TOPIC = re.compile(r"\W*[\w’' -]{0,40}?\b(civilian|militant|police)s?\b", re.I)
TOPICS = {"civilian": "civilians", "militant": "militants", "police": "security_forces"}
# Nouns that "killed" and "lost" are said of and that are not people.
THINGS = re.compile(
    r"\b(?:village|town|cit(?:y|ies)|district|post|point|base|vehicle|tank|truck|car|drone|jet|plane|rifle|weapon|gun|shell"
    r"|mortar|rocket|missile|animal|cattle|sheep|goat|cow|horse|camel|bird|house|home|building|school|attack|incident"
    r"|raid|bridge|road|position|checkpoint|outpost|camp|boat|ship|helicopter|motorcycle|bomb|mine|case|job|seat|shop"
    r"|limb)s?\b",
    re.I,
)
ONE_HARMED = re.compile(
    rf"\b(?:{OF_PEOPLE})(?: of)?\s(?P<person>(?:an?|his|her|their)\s(?:[\w-]+\s){{0,2}}"
    r"(?!(?:total|number|dozen|couple|few|further|handful|pair|score|hundred|thousand|day|year|week|month|man|least)\b)"
    r"(?P<noun>[a-z-]{4,}))(?=[.,;:]|\s(?:and|in|at|on|near|by|who|with|after|outside|as)\b)(?<!s)",
    re.I,
)
# Another figure for what was counted before: "the rebels spoke of 40".
AGAIN = re.compile(
    r"\b(?:put (?:it|that|the (?:number|figure|count))(?: [\w]+){0,2},? at|sp(?:oke|eaks?) of|arrived at|suggests?"
    r"|(?:figure|count|number|tally) of"
    r"|(?:rose|risen|revised|corrected|amended|climbed|raised|lowered|cut|went|increased|up|down)"
    r"(?: (?:its|their|his|her|the|that) [\w ]{3,25}?)?(?: from [\w ]{1,15})? to|(?:up|down) from"
    r"|(?:conceded|acknowledged|admitted(?: to)?)|(?:instead of|rather than)(?: the)?"
    r"|from \d[\d,]* to|(?:and|or) later(?: at| put it at| gave)?"
    r"|by (?:evening|noon|nightfall|midnight|\w+day),? it was)\s$",
    re.I,
)
# A number that repeats an earlier figure: "The 74 comes from a monitor".
DEFINITE = re.compile(r"\b(?:[Tt]he|[Ii]ts|[Tt]heir|\w+[’']s?)\s$")
ALONE = re.compile(r"\s(?:comes?|came|is|was|were|are|includes?|counts?|counted|rests?|it|that|which|they)\b|[.,;:?)]")
# Between a new count and the earlier one, and between the two in "raised the toll from 27 to 33".
REVISES = re.compile(
    r"[^.;\d]{0,60}?\b(?:revising|correcting|replacing|instead of|rather than"
    r"|(?:an|its|their) (?:earlier|initial|previous))\b[^.;\d]*$",
    re.I,
)
RAISED = re.compile(
    r"\b(?:revised|raised|updated|lowered|corrected|rose|risen|rising|climbed)\b[^.;]{0,60}? from\s$", re.I
)
# A share of it: "Government personnel made up 83 of the dead".
SHARE = re.compile(r"(?P<who>[\w’' -]{3,40})\s(?:accounted for|made up|comprised|represented)\s$", re.I)
# Who has men to lose, by the words for it before "lost".
ARMED = {
    "security_forces": r"(?i)\b(?:army|military|police|battalion|brigade|regiment|troops|government)\b",
    "militants": r"(?i)\b(?:rebels?|insurgents?|militants?|guerrillas?|group)\b",
}
SUFFERING = re.compile(
    r"\b(?P<person>(?:an?|his|her|their|my|our)\s(?:[\w-]+\s)?(?P<noun>[a-z-]{4,}))(?:\s(?:who|of|from|in)\s[^,.;]{2,40}?)?"
    rf"\swas\s(?:also\s|later\s|\w+ly\s)?(?:{SUFFERED})\b",
    re.I,
)
ALSO_ADJECTIVES = ("major", "minor", "private")
HOUSEHOLDS = ("family", "household")
MOST_IN_A_SENTENCE = 200  # numbers; more are a list without a verb
SEVERAL = re.compile(
    r"\b(?P<word>several|a few|multiple)\s(?:of\s(?:the\s|their\s)?)?(?:[\w-]+\s)?"
    rf"(?:{'|'.join(PEOPLE.values())})\b",
    re.I,
)
ENOUGH = 4  # figures of one group alone, after which a report is taken to count that group
NOTHING = "nothing"  # the group of a number whose noun is not of people


@dataclass
class Figure:
    """A number of people, or of what may be people, with what was read around it.

    ``start`` and ``end`` are code points and include the words that bound the
    number, which begins at ``number_start``. ``low`` equals ``high`` but for a range; both are None if the words
    give no number. A blank measure means that nothing was read. ``unnumbered`` is a person named by a noun alone;
    ``finite`` says that the measure is the verb of the sentence and not a noun or a participle beside the number,
    ``nominal`` that the number is of deaths or injuries and not of people, ``whole`` which number it is a part of,
    ``replaces`` which earlier count it takes the place of.
    """

    start: int
    end: int
    number_start: int
    low: float | None
    high: float | None
    bounds: list[str] = field(default_factory=list)
    measure: str = ""
    group: str = ""
    label: str = ""
    unnumbered: bool = False
    finite: bool = False
    nominal: bool = False
    whole: Figure | None = field(default=None, repr=False, compare=False)
    replaces: Figure | None = field(default=None, repr=False, compare=False)

    @property
    def qualifier(self) -> str:
        """The qualifier as the ledger writes it."""
        if self.low is None:
            return "unquantified"
        codes = [*(["range"] if self.low != self.high else []), *self.bounds]
        return ";".join(dict.fromkeys(codes)) or "exact"


def read_figures(text: str, taken: Iterable[tuple[int, int]] = ()) -> list[Figure]:
    """Return each number of people to whom a text says that something happened.

    Parameters
    ----------
    text : str
        The report; hard line ends within a sentence are read as blanks.
    taken : pairs of int
        Spans that are something else: days, sums of money, names of places.

    >>> figures = read_figures("9 children were killed and 14 more were wounded.")
    >>> [(one.measure, one.group, one.qualifier, one.high) for one in figures]
    [('killed', 'civilians', 'exact', 9.0), ('wounded', 'all', 'exact', 14.0)]
    """
    covered = bytearray(len(text) + 1)
    for start, end in taken:
        covered[start:end] = b"\1" * (end - start)
    plain = re.sub(r"[\u00a0\u202f\t]", " ", text)
    counted = (one for one in read_numbers(text) if one.kind == NUMBER and not any(covered[one.start : one.end]))
    # A fraction or "twice" counts nobody.
    numbers = [
        one
        for one in counted
        if not 0 < (one.high or 0) < 1 and text[one.start : one.end].lower() not in ("twice", "thrice")
    ]
    named = (_persons(plain), _persons_harmed(plain), _persons_suffering(plain), _several(plain))
    figures = sorted([*_figures(plain, numbers), *chain(*named)], key=lambda one: (one.start, -one.end))
    figures = [one for n, one in enumerate(figures) if n == 0 or one.start >= figures[n - 1].end]
    in_cells = _read_tables(text, figures) | _read_labels(plain, figures)
    figures = [one for one in figures if one.start not in in_cells or one.measure]
    breaks = BREAKS if is_wrapped(text) else LINE_BREAKS
    for (start, end), here in _by_piece(plain, breaks, [one for one in figures if one.start not in in_cells]):
        if len(here) <= MOST_IN_A_SENTENCE:
            _Sentence(plain[start:end].replace("\n", " "), start, here).read()
    _follow(plain, figures)
    _read_losses(plain, figures)
    return [one for one in figures if one.measure]


def _by_piece(
    text: str, ends: re.Pattern[str], figures: list[Figure]
) -> Iterator[tuple[tuple[int, int], list[Figure]]]:
    """Return the pieces of a text that carry figures: start, end and the figures."""
    start, at = 0, 0
    for end in [*(match.end() for match in ends.finditer(text)), len(text)]:
        here = []
        while at < len(figures) and figures[at].start < end:
            here.append(figures[at])
            at += 1
        if here:
            yield (start, end), here
        start = end


def _figures(text: str, numbers: Iterable[Number]) -> Iterator[Figure]:
    """Return the numbers with the words that bound them."""
    for one in numbers:
        if NOT_HARMED.search(text[max(0, one.start - LOOK_BACK) : one.start]) or PRONOUN.match(text, one.start):
            continue
        start = one.start if one.low is None else bound_start(text, one.start)
        printed = bounds_in(text[start : one.end])
        yield Figure(start, one.end, one.start, one.low, one.high, [code for code in BOUNDS if code in printed])


def _persons(text: str) -> Iterator[Figure]:
    """Return persons that a text names without a number: "an FC soldier", "her husband"."""
    for match in ONE_PERSON.finditer(text):
        if match["noun"].lower() in ALSO_ADJECTIVES and re.match(
            r"\s(?!and|or|who|was|in|of|from|died)[a-z]", text[match.end() :]
        ):
            continue
        before = text[max(0, match.start() - LOOK_BACK) : match.start()].lower()
        if match["noun"].lower() in HOUSEHOLDS or before.endswith(("by ", "not ")):
            continue
        if not SPEAKS.match(text, match.end()):
            group, _ = group_of(match.group())
            yield Figure(match.start(), match.end(), match.start(), 1.0, 1.0, [], "", group, match["noun"], True)


def _several(text: str) -> Iterator[Figure]:
    """Return people whom a text counts without a number: "several bodyguards", "a few of the men"."""
    for match in SEVERAL.finditer(text):
        yield Figure(match.start(), match.end("word"), match.start(), None, None)


def _persons_harmed(text: str) -> Iterator[Figure]:
    """Return persons of an unknown noun right after a verb that takes people alone: "shelling kills a postman"."""
    for match in ONE_HARMED.finditer(text):
        start, end = match.span("person")
        group = group_of(match["person"])[0] or "civilians"
        yield Figure(start, end, start, 1.0, 1.0, [], "", group, match["noun"], True)


def _persons_suffering(text: str) -> Iterator[Figure]:
    """Return persons of an unknown noun to whom something is done: "a conductor was wounded"."""
    for match in SUFFERING.finditer(text):
        if not THINGS.search(match["person"]) and not group_of(match["person"])[0]:
            start, end = match.span("person")
            yield Figure(start, end, start, 1.0, 1.0, [], "", "civilians", match["noun"], True)


JUST_NUMBERS = re.compile(r"(?:total )?(?:number|no\.?|count|total|figures?|n)", re.IGNORECASE)
BY_PARTY = re.compile(r"\bpart(?:y|ies)\b|\bby (?:\w+ )?(?:actor|side|force)|perpetrator", re.IGNORECASE)
# A line of losses names the side at its beginning: "Casualties and losses (Army): 12 killed, 30 wounded".
LOSSES_OF = re.compile(
    r"^[ \t]*(?:(?:casualties(?: and losses)?|losses)[ \t]*\((?P<side>[^()\n]+)\)"
    r"|(?P<whose>[\w ]{3,30}) (?:casualties|losses))[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


def _read_losses(text: str, figures: list[Figure]) -> None:
    """Give the numbers of a line of losses the group of the side that the line names."""
    for line in LOSSES_OF.finditer(text):
        side, end = line["side"] or line["whose"], text.find("\n", line.end())
        whose = next((group for group, words in WHOSE.items() if re.search(words, side, re.IGNORECASE)), "")
        group, label = group_of(side)
        for one in figures:
            if line.end() <= one.start < (end if end >= 0 else len(text)) and (group or whose):
                one.group, one.label = group or whose, label


def _read_tables(text: str, figures: list[Figure]) -> set[int]:
    """Read the cells of tables, by the heading above them; return where their numbers start."""
    by_start = {one.number_start: one for one in figures}
    heads: list[str] = []
    title = ""
    at = 0
    found: set[int] = set()
    for line in text.splitlines(keepends=True):
        cells = list(re.finditer(r"[^|\t\n]+", line)) if re.search(r"[|\t]", line) else []
        starts = [at + cell.start() + len(cell.group()) - len(cell.group().lstrip()) for cell in cells]
        numbers = [by_start.get(start) for start in starts]
        whole = [
            one if one and text[one.end :][: len(cell.group())].lstrip(" \r")[:1] in ("|", "\t", "\n", "") else None
            for one, cell in zip(numbers, cells, strict=True)
        ]
        if cells and not any(whole):
            heads = [cell.group() for cell in cells]
        elif cells:
            for n, one in enumerate(whole):
                if one and (n < len(heads) or (not heads and state_of(title))):
                    found.add(one.start)
                    head = heads[n] if heads else ""
                    # A heading such as Children doesn't say what happened; one to its left does.
                    of_title = not head or group_of(head)[1] or JUST_NUMBERS.fullmatch(head.strip())
                    said = [head, *heads[:1], *([*reversed(heads[1:n]), title] if of_title else [])]
                    one.measure = next(filter(None, map(state_of, said)), "")
                    # In a table by party the rows name who did it, not to whom.
                    by_party = BY_PARTY.search(f"{title} {''.join(heads[:1])}")
                    whom = (head, title) if by_party else (head, cells[0].group())
                    one.group, one.label = next(filter(any, map(group_of, whom)), ("all", ""))
        elif line.strip():
            heads, title = [], line
        at += len(line)
    return found


def _read_labels(text: str, figures: list[Figure]) -> set[int]:
    """Read the numbers that a label on the same line names: "Killed: 23", "– women: 102"."""
    found: set[int] = set()
    line, measure = -1, ""
    for one in figures:
        begin = text.rfind("\n", 0, one.start) + 1
        label = LABEL.match(text[begin : one.start])
        if not label or re.match(r"\s+[a-z]", text[one.end : one.end + 3]):
            continue
        words = label["label"].strip()
        says = state_of(words)
        # A line under another one names a part of it, as words in brackets do of the number before them.
        below = begin - line < 3 and (label["dash"] or PART_LABEL.fullmatch(words)) and group_of(words)[1]
        aside = label["aside"] and line == text.find("\n", one.end)
        if says or below or aside:
            one.measure = says or measure
            one.group, one.label = group_of(words)
            one.group = one.group or "all"
            measure = one.measure
            found.add(one.start)
            line = text.find("\n", one.end)
    return found


class _Sentence:
    """A sentence with its numbers, read in three passes: nouns, verbs, joined numbers."""

    def __init__(self, text: str, offset: int, figures: list[Figure]):
        self.text, self.figures = text, figures
        self.spans = [(one.start - offset, one.end - offset) for one in figures]

    def read(self) -> None:
        noun_ends = [self._noun(one, end) for one, (_, end) in zip(self.figures, self.spans, strict=True)]
        self._read_within(self.text, list(range(len(self.figures))), noun_ends)
        self._parts_of_those()
        for match in ALL_OF_THEM.finditer(self.text):
            group, label = group_of(match["noun"])
            for one, (_, end) in zip(self.figures, self.spans, strict=True):
                if group and not one.group and end <= match.start():
                    one.group, one.label = group, label

    def _parts_of_those(self) -> None:
        """Give what the beginning of the sentence says of all to each of its numbers that has nothing else."""
        whole = OF_THOSE.match(self.text)
        state = whole and (state_of(whole["state"]) or ("killed" if whole["state"] == "victims" else ""))
        group, label = group_of(whole.group()) if whole else ("", "")
        for one in self.figures if whole else ():
            if one.group != NOTHING and state:
                one.measure = one.measure or state
            if not one.group and group not in ("", "all"):
                one.group, one.label = group, label

    def _read_within(self, text: str, numbers: list[int], noun_ends: list[int]) -> None:
        """Read some of the numbers; those in a part of the sentence that names parts of another are read apart."""
        for part in PART.finditer(text) if len(numbers) > 1 else ():
            inside = [n for n in numbers if part.start() <= self.spans[n][0] < part.end()]
            before = [n for n in numbers if self.spans[n][0] < part.start()]
            if inside and before:
                blank = " " * (part.end() - part.start())
                self._read_within(
                    text[: part.start()] + blank + text[part.end() :],
                    [n for n in numbers if n not in inside],
                    noun_ends,
                )
                alone = " " * part.start() + part.group() + " " * (len(text) - part.end())
                self._read_within(alone.replace("(", " ").replace(")", " "), inside, noun_ends)
                for n in inside:
                    self._hand_on(self.figures[before[-1]], self.figures[n])
                return
        for kind, patterns in (("toll", {"": TOLL}), ("done", DONE), ("came", CAME), ("state", STATES)):
            for measure, words in patterns.items():
                for match in re.finditer(rf"\b(?:{words})\b", text, re.I):
                    self._happened(text, kind, measure, match, numbers, noun_ends)
        self._join(text, numbers, noun_ends)

    def _hand_on(self, whole: Figure, part: Figure) -> None:
        part.whole = whole
        if NOTHING not in (whole.group, part.group):
            part.measure = part.measure or whole.measure
            armed = whole.group in ("militants", "security_forces", "prisoners")
            # Two women among rebels are rebels.
            part.group = whole.group if armed and PARTS.fullmatch(part.label) else part.group or whole.group

    def _noun(self, one: Figure, end: int) -> int:
        """Read the words that belong to the number; return where they end."""
        if one.label:
            return end
        were = THEY_WERE.match(self.text, end)
        group, label = group_of(were["noun"]) if were else ("", "")
        if were and label and not state_of(were["noun"]) and not HARM.search(were["noun"]):
            one.group, one.label = group, label
            return end
        of = DETERMINED.match(self.text, end)
        start = of.end() if of else end
        stop = TIME_AGO.match(self.text, end) or STOPS.search(self.text, start)
        verb = HARM.search(self.text[start : start + 60])
        last = min(stop.start() if stop else len(self.text), start + 60)
        words = self.text[start:last]
        if verb and verb.start() > 1:
            words = self.text[start : min(last, start + verb.start())]
        elif verb:
            words = re.split(r"(?<=\w)\s(?=(?:in|at)\b)", words)[0]
        both = BOTH_STATES.match(self.text, end)
        one.measure = one.measure or ("casualties" if both else state_of(self.text[start:last].strip()))
        one.nominal = bool(NOMINAL.match(self.text[start:last]))
        words = re.sub(r"(?:^|(?<=\w))\s(?:prisoner|hostage|captive)\b(?! \w).*", "", words)
        group, label = group_of(words)
        if label in ("colleague", "colleagues"):  # of whom the report counted before
            return start + words.rfind(label) + len(label)
        if group:
            one.group, one.label = group, label
            return start + words.rfind(label) + len(label)
        nation = re.match(rf"\s(?:\w+\s)?{NATIONALITY}\b", words)
        if nation:
            one.group, one.label = "civilians", nation.group().split()[-1]
            return start + nation.end()
        if OCCASIONS.search(words.rstrip()):
            one.measure, one.group = "", NOTHING
            return start
        unknown = re.match(r"\s[“\"‘]?(?:[\w-]+\s)?(?P<noun>[^\W\d][\w-]+(?:s|men)|[A-Z][a-z]{3,})\b", words)
        if unknown and not THINGS.search(words) and self._of_people(end, start + unknown.end()):
            one.group, one.label = "civilians", unknown["noun"]
            return start + unknown.end()
        if re.search(r"[^\W\d]", words) and not one.measure and not (verb and verb.start() <= 1):
            one.group = NOTHING
        return start + len(words.rstrip()) if one.measure and " of " in words else start

    def _of_people(self, start: int, end: int) -> bool:
        """Whether a number stands by a verb that takes nothing but people: "abducted 3 geologists"."""
        return bool(
            re.search(rf"\b(?:{OF_PEOPLE})(?: of)?\s(?:\S+\s){{0,3}}\S+$", self.text[:start], re.I)
            or re.match(rf"\s(?:\w+\s){{0,3}}(?:{OF_PEOPLE})\b", self.text[end:], re.I)
            or re.match(rf"\s(?:\w+\s){{0,8}}?(?:was|were|been)\s(?:\w+ly\s)?(?:{SUFFERED})\b", self.text[end:], re.I)
        )

    def _happened(
        self, text: str, kind: str, measure: str, match: re.Match[str], numbers: list[int], noun_ends: list[int]
    ) -> None:
        before = text[: match.start()][-40:]
        if ASIDE.search(before) and not ENABLED.search(before) and kind != "state":
            return
        following = next((n for n in numbers if self.spans[n][0] >= match.end()), None)
        preceding = next((n for n in reversed(numbers) if noun_ends[n] <= match.start()), None)
        gap = text[match.end() : self.spans[following][0]] if following is not None else ""
        if kind == "toll":
            of, (group, label) = state_of(match.group()) or "killed", group_of(re.sub(r"[’']s?", "", match.group()))
            counting = (n for n in numbers if self.spans[n][0] >= match.end() and self.figures[n].group != NOTHING)
            n = next(counting, None)
            one = self.figures[n] if n is not None and self.spans[n][0] - match.end() < 90 else None
            if one:
                one.measure = one.measure or of
                if group and not one.group:
                    one.group, one.label = group, label
                elif "toll" in match.group().lower():
                    one.group = one.group or "all"
            return
        near = re.fullmatch(
            r"[”\"’]?\s?[“\"‘]?"
            r"(?:(?:of|the|its|their|other|remaining|a total of|another|a further|only|between|:|–)\s?)*",
            gap,
            re.I,
        )
        if kind == "state" and near and following is not None and re.search(r"\b(?:and|or|but)\s$", before):
            return  # a verb with its own number: "deployed 400 officers and arrested 26"
        finite = kind == "came" or bool(
            kind == "done" and PASSIVE.search(before) and not match.group().lower().endswith("ing")
        )
        if WITH_OBJECT.fullmatch(match.group()) and not finite:
            preceding = None
        if finite or kind == "state" or (following is None and preceding is not None):
            beside = preceding is not None and match.start() - noun_ends[preceding] < 2
            if preceding is not None and (kind != "state" or beside or not self.figures[preceding].unnumbered):
                self._take(self.figures[preceding], measure, finite, text[noun_ends[preceding] : match.start()])
            elif kind == "state" and preceding is None and following is not None and re.fullmatch(r"\s?[:–—-]\s?", gap):
                self.figures[following].measure = self.figures[following].measure or measure
            return
        if following is not None and near:
            one = self.figures[following]
            if not one.measure or (not one.finite and measure in ("killed", "freed") and kind == "done"):
                one.measure, one.finite = measure, bool(one.measure)
            # Who loses men is armed.
            if WITH_OBJECT.fullmatch(match.group()) and one.label in ("man", "men"):
                one.group = next(
                    (group for group, names in ARMED.items() if re.search(names, text[: match.start()])), "all"
                )
        elif (
            preceding is not None
            and not self.figures[preceding].measure
            and re.fullmatch(r"[\s\w]{0,30}", text[noun_ends[preceding] : match.start()])
        ):
            self.figures[preceding].measure = measure

    def _take(self, one: Figure, measure: str, finite: bool, between: str) -> None:
        """Give a number what the verb after it says; its sentence's own verb outdoes a participle beside it."""
        clause = re.search(r"\b(?:while|but|when|after|where|because|though|although)\b", between, re.I)
        outdone = finite and not one.finite and measure in ("killed", "freed", "missing", "captured")
        if not clause and (outdone if one.measure else not HARM.search(between)):
            one.measure, one.finite = measure, finite

    def _join(self, text: str, numbers: list[int], noun_ends: list[int]) -> None:
        """Pass on what happened along "12 soldiers, 3 civilians and 2 guards", both ways."""
        pairs = list(pairwise(numbers))
        for n, m in [*pairs, *reversed(pairs)]:
            one, other = self.figures[n], self.figures[m]
            if NOTHING in (one.group, other.group):
                continue
            gap = text[noun_ends[n] : self.spans[m][0]]
            by_another = BY_ANOTHER.match(text, self.spans[m][1]) and not other.group
            if not (by_another or JOINED.fullmatch(gap) or RELATIVE.fullmatch(gap)):
                continue
            if by_another:
                other.group, other.label = one.group, one.label
            if one.measure and not other.measure:
                other.measure = one.measure
            elif other.measure and not one.measure:
                one.measure = other.measure


def _follow(text: str, figures: list[Figure]) -> None:
    """Give numbers without a noun of their own the people whom the paragraph counted before them.

    In a report that has counted one group alone, they are of that group.
    """
    only, seen = "all", 0
    counted: dict[float | None, Figure] = {}
    for (start, end), here in _by_piece(text, PARAGRAPH_END, figures):
        last: Figure | None = None
        topic = TOPIC.match(text[start:end])
        for previous, one in zip([None, *here], here, strict=False):
            if one.group == NOTHING:
                one.measure = ""
            before = text[max(start, one.start - 60) : one.start]
            share = SHARE.search(before)
            if last and last.measure and not one.measure and (share or (not one.group and AGAIN.search(before))):
                one.measure = last.measure
                one.group, one.label = group_of(share["who"]) if share else (last.group, last.label)
            again = DEFINITE.search(text[max(start, one.number_start - 12) : one.number_start])
            again = again and ALONE.match(text, one.end)
            if not one.measure and again and one.group in ("", NOTHING) and one.high in counted:
                earlier = counted[one.high]
                one.measure, one.group, one.label = earlier.measure, earlier.group, earlier.label
            if one.measure and one.group != NOTHING:
                counted.setdefault(one.high, one)
            if last and last is previous and not one.measure and OF_THEM.match(text, one.end):
                one.measure, one.whole = last.measure, last
            if last and not one.measure and last.measure == "killed" and FOUND_LATER.match(text, one.end):
                one.measure = "killed"
            if last and not one.measure and not one.group and IN_YEAR.match(text, one.end):
                one.measure, one.group = last.measure, last.group
            if one.whole and one.group != NOTHING:
                one.measure = one.measure or one.whole.measure
            if previous and REVISES.fullmatch(text[previous.end : one.start]):
                previous.replaces = one
            elif (
                previous
                and text[previous.end : one.start].strip() == "to"
                and RAISED.search(text[max(start, previous.start - 90) : previous.start])
            ):
                one.replaces = previous
            if not one.measure:
                last = one if one.group and one.group not in (NOTHING, "all") else last
                continue
            others = one.group == "all" and OTHERS.fullmatch(one.label)
            if last and (others or not one.group) and not one.nominal and _same_people(text, last, one):
                one.group = last.group
            elif not one.group:
                one.group = TOPICS[topic[1].lower()] if topic else only if seen > ENOUGH else "all"
            if not others:
                last = one
            if one.group != "all":
                only, seen = (one.group, seen + 1) if one.group == only or not seen else ("all", seen + 1)


def _same_people(text: str, last: Figure, one: Figure) -> bool:
    """Whether a number without people of its own goes on with those of the number before it."""
    if one.label:  # others: beside soldiers they may be anybody, beside a part they are not of the part
        return last.group not in ("all", "security_forces") and not PARTS.fullmatch(last.label)
    of_them = one.measure != last.measure or (one.high or 0) <= (last.high or 0)
    return of_them or not BREAKS.search(text[last.end : one.start])
