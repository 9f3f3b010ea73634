"""Read what a number in a report counts: how it is bounded, what happened, and to whom.

Reads English sentences by rules. A number takes what happened from its own
noun ("45 deaths"), from a verb that it is the object of ("killed 45"), or from
one that it is the subject of ("45 were killed"), and passes it on to the
numbers joined to it. It never takes it from a verb that another number stands
beside. What cannot be read stays blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from claimbook.coding.extract import BOUNDS, bound_start, bounds_in
from claimbook.coding.numerals import DIGITS, Numeral, digits_value, find_numerals

# Nouns for people, in singular and plural, by the group that a ledger codes them as.
PEOPLE = {
    "militants": r"militants?|insurgents?|fighters?|rebels?|gunm[ae]n|attackers?|bodyguards?|terrorists?|separatists?"
    r"|assailants?|extremists?|guerrillas?|miscreants?|infiltrators?|militiam[ae]n|bombers?",
    "security_forces": r"soldiers?|troops?|troopers?|police|police ?(?:wo)?m[ae]n|personnel|officers?|constables?"
    r"|guards?|service(?:wo)?m[ae]n|paramilitar(?:y|ies)|lieutenants?|captains?|majors?|colonels?|sergeants?|rangers?"
    r"|marines?|conscripts?|recruits?|cadets?|security forces",
    "prisoners": r"prisoners?|inmates?|convicts?",
    "civilians": r"civilians?|villagers?|residents?|wom[ae]n|child(?:ren)?|m[ae]n|boys?|girls?|infants?|bab(?:y|ies)"
    r"|journalists?|reporters?|students?|pupils?|doctors?|nurses?|medics?|paramedics?|lawyers?|activists?|migrants?"
    r"|refugees?|famil(?:y|ies)|passengers?|labou?rers?|workers?|employees?|relatives|pilgrims?|tourists?|elders?"
    r"|school(?:children|girls?|boys?)|neighbou?rs?|patients?|minors?|demonstrators?|officials?|rescuers?|photographers?"
    r"|headm[ae]n|wife|husband|uncle|aunt|cousins?|nephews?|nieces?|grand\w+|firefighters?|seamstress|staff|teenagers?"
    r"|toddlers?|porters?|merchants?|clerics?|priests?|imams?|councillors?|judges?|mayors?|herders?|inhabitants|households"
    r"|teachers?|farmers?|drivers?|traders?|vendors?|shopkeepers?|miners?|engineers?|worshippers?|protesters?"
    r"|mothers?|fathers?|sons?|daughters?|brothers?|sisters?|detainees?|shepherds?|fishermen|volunteers?",
    "all": r"people|persons?|others|victims?|individuals?|more|further",
}
# What happened, in a noun or an adjective beside the number: "45 dead residents", "60 injuries".
STATES = {
    "casualties": r"casualties",
    "killed": r"dead|deaths?|fatalities|bodies|corpses|martyrs|lives|slain|killed",
    "wounded": r"wounded|injured|injuries|hurt",
    "captured": r"hostages?|captives?|arrests?|abductions?|arrested|detained|abducted|kidnapped|captured",
    "displaced": r"displaced|homeless",
    "missing": r"missing|disappeared|disappearances?",
    "freed": r"freed|released|escaped",
}
# Verbs with an object: "killed 45", "45 were killed", "the killing of 45".
DONE = {
    "killed": r"kill(?:s|ed|ing)?|gun(?:s|ned|ning) down|sho(?:o?t|ots|oting) dead|execut(?:es?|ed|ing|ion)|massacred?"
    r"|neutrali[sz](?:es?|ed|ing)|murder(?:s|ed|ing)?|martyr(?:ed|ing)|assassinat(?:ed|ing|ion)|eliminat(?:ed|ing)"
    r"|(?:claim|took|cost)(?:s|ed|ing)? the lives|behead(?:ed|ing)|deaths?|losses|lost|bod(?:y|ies) of"
    r"|among the (?:dead|victims) (?:were|was)|(?:recovered|received|counted)(?= \w+ bodies)",
    "wounded": r"wound(?:s|ed|ing)?|injur(?:es?|ed|ing)|hurt(?:ing)?|maim(?:ed|ing)",
    "captured": r"captur(?:es?|ed|ing)|arrest(?:s|ed|ing)?|detain(?:s|ed|ing)?|abduct(?:s|ed|ing|ion)?"
    r"|kidnap(?:s|ped|ping)?|seized|t(?:ook|aken) away|surrender(?:ed|ing)?|rearrested|recaptured"
    r"|apprehend(?:s|ed|ing)?|round(?:s|ed|ing) up|nabb(?:ed|ing)|took hostage|holding",
    "freed": r"free(?:s|d|ing)|releas(?:es?|ed|ing)|rescu(?:es?|ed|ing)|liberat(?:es?|ed|ing)",
    "missing": r"disappearances?",
    "displaced": r"displac(?:es?|ed|ing)|evacuat(?:es?|ed|ing)|uproot(?:s|ed|ing)?",
}
# Verbs without an object: the number is always before them.
CAME = {
    "killed": r"die[sd]?|dying|perish(?:ed|ing)|lost their lives|lost (?:his|her) life|succumbed|embraced martyrdom",
    "freed": r"escap(?:es?|ed|ing)|walked out|broke out",
    "displaced": r"fle(?:es?|d|eing)|left their homes|forced from their homes|driven from their homes",
    "missing": r"went missing|remain(?:s|ed)? missing|disappeared|unaccounted for",
    "wounded": r"(?:suffered|sustained|with) (?:\w+ )?(?:injuries|burns|wounds)",
}
TOLL = (
    r"(?:death )?toll|number of (?:the )?(?:\w+ )?"
    r"(?:dead|deaths|killed|fatalities|people killed|wounded|injured|missing|displaced|arrests)"
)
HARM = re.compile(rf"\b(?:{'|'.join([*CAME.values(), *DONE.values()])})\b", re.IGNORECASE)
OR_MORE = re.compile(r"\+|\s?or more\b", re.I)
# A number that counts nothing: clock, age, unit, road, weapon, page, distance, share.
COUNTS_NOTHING_AFTER = re.compile(
    r"[:.]\d\d\b|[\s-]?(?:%|pc\b|per ?cent|percent|years?[ -]old|km\b|kilomet|miles?\b"
    r"|met(?:er|re)|kg\b|tons?\b|tonnes?\b|mm\b"
    r"|[ap]\.?m\b|hrs\b|o.clock|hours?\b|minutes?\b|days?\b|weeks?\b|months?\b|years?\b|-year)|°|\]",
    re.I,
)
COUNTS_NOTHING_BEFORE = re.compile(
    r"(?:\b(?:Route|Highway|Road|Brigade|Battalion|Unit|Division|Resolution|Article|Section|No\."
    r"|Hill|Line|Camp|Ward|aged|age|pages?|note)\s"
    r"|\d:|[A-Z]-|\[|[$€£₹¥]\s?|\bRs\.?\s?|\bnone of the\s|\bno\s)$",
    re.I,
)
DETERMINED = re.compile(r"(?:\s+(?:of|the|them|its|their|his|those|these|other|a|an|whom))+\b")
STOPS = re.compile(
    r"\b(?:in|at|on|by|from|to|near|with|and|or|but|who|that|which|while|when|after|before|during|was|were|are|is|have"
    r"|has|had|be|been|for|into|since|as|said|than|across|including|among|later|between|over|under|against|inside)\b|[,;:()—–|]"
)
ASIDE = re.compile(r"\b(?:could|would|may|might|will|threatened to|not)\b(?:\s\w+)?\s$|\bto\s$", re.I)
PASSIVE = re.compile(
    r"\b(?:was|were|been|being|be|are|is|get|got)\s(?:\w+ly\s|also\s|reported\s|left\s|found\s)?$", re.I
)
BREAKS = re.compile(
    r"(?<=[^\W\d]{3})[.!?][”\"’')]*\s+(?=[\W\d]*[A-Z])|(?<=\d[.!?])\s+(?=[A-Z])|\n\s*\n|;"
    r"|\n(?=\s*[-–•*·]\s)|(?<=[:.])\n|(?<=[^\n]\n)(?=[^\n:]{2,40}: ?\d)|(?<=\d)\n|(?<=\))\n",
    re.U,
)


# What stands between two numbers of which one follows from the other.
JOINED = re.compile(
    r"(?:\s\w+){0,2}\s?(?:,|:|and|or|including|among them|as well as|with|,? ?of whom|[(—–])+\s?"
    r"(?:and|including|among them|at least|about|some|another|up to|over|more than|nearly)?\s?(?:a further)?\s?",
    re.I,
)
SINGULAR = (
    "militant|insurgent|fighter|rebel|gunman|attacker|terrorist|separatist|soldier|policeman|policewoman|police officer"
    "|constable|guard|serviceman|lieutenant|captain|major|colonel|sergeant|prisoner|inmate|civilian|villager|resident"
    "|woman|child|man|boy|girl|infant|baby|journalist|reporter|student|pupil|doctor|nurse|medic|paramedic|lawyer"
    "|activist|migrant|refugee|passenger|labou?rer|worker|employee|teacher|farmer|driver|trader|vendor|shopkeeper|miner"
    "|engineer|mother|father|son|daughter|brother|sister|shepherd|wife|husband|uncle|aunt|cousin|nephew|niece|fisherman"
    "|grandmother|grandfather|firefighter|headman|neighbou?r|cleric|priest|official|commander|person|officer"
)
ONE_PERSON = re.compile(
    rf"\b(?:an?|his|her|their|our|my|its)\s(?:(?!(?:first|second|third|fourth|fifth|and|of|in|to|for|that)\b)[\w-]+\s){{0,2}}"
    rf"(?P<noun>{SINGULAR})\b(?![-’'])",
    re.I,
)


@dataclass
class Figure:
    """A number of people, or of what may be people, with what was read around it.

    ``start`` and ``end`` are code points and include the words that bound the
    number, which begins at ``number_start``. ``low`` equals ``high`` but for a range; both are None if the words
    give no number. A blank measure means that nothing was read.
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
    numerals = [one for one in find_numerals(text) if not any(covered[one.start : one.end])]
    figures = sorted([*_figures(plain, numerals), *_persons(plain)], key=lambda one: (one.start, -one.end))
    figures = [one for n, one in enumerate(figures) if n == 0 or one.start >= figures[n - 1].end]
    found: list[Figure] = []
    start, at = 0, 0
    for end in [*(match.end() for match in BREAKS.finditer(plain)), len(plain)]:
        here = []
        while at < len(figures) and figures[at].start < end:
            here.append(figures[at])
            at += 1
        if here:
            _Sentence(plain[start:end].replace("\n", " "), start, here).read()
            found += [one for one in here if one.measure]
        start = end
    cells = list(_tables(text))
    starts = {one.start for one in cells}
    return sorted([*(one for one in found if one.start not in starts), *cells], key=lambda one: one.start)


def _figures(text: str, numerals: list[Numeral]) -> Iterator[Figure]:
    """Return the numbers with their bounds, two ends of a range as one."""
    skip = False
    for at, one in enumerate(numerals):
        if skip:
            skip = False
            continue
        before = text[max(0, one.start - 30) : one.start]
        low, high, end = one.value, one.value, one.end
        if at + 1 < len(numerals):
            other = numerals[at + 1]
            between = text[one.end : other.start]
            spread = re.search(r"\bbetween\s$", before, re.I) and between == " and "
            spread = spread or (
                re.fullmatch(r"\s?[-–—]\s?| to ", between) and not re.search(r"\bfrom\s$", before, re.I)
            )
            if spread and one.value is not None and other.value is not None and one.value < other.value:
                high, end, skip = other.value, other.end, True
        if COUNTS_NOTHING_AFTER.match(text, end) or COUNTS_NOTHING_BEFORE.search(before):
            continue
        more = OR_MORE.match(text, end)
        end = more.end() if more else end
        start = one.start if low is None else bound_start(text, one.start)
        printed = bounds_in(text[start:end])
        yield Figure(start, end, one.start, low, high, [code for code in BOUNDS if code in printed])


def _persons(text: str) -> Iterator[Figure]:
    """Return persons that a text names without a number: "an FC soldier", "her husband"."""
    for match in ONE_PERSON.finditer(text):
        noun = match["noun"].lower()
        group = next((code for code, nouns in PEOPLE.items() if re.search(rf"\b(?:{nouns})$", noun)), "all")
        yield Figure(match.start(), match.end(), match.start(), 1.0, 1.0, [], "", group, match["noun"])


def _tables(text: str) -> Iterator[Figure]:
    """Return the cells of tables: rows of columns under a heading that says what happened."""
    heads: list[str] = []
    at = 0
    for line in text.splitlines(keepends=True):
        cells = list(re.finditer(r"[^|\t\n]+", line)) if re.search(r"[|\t]", line) else []
        numbers = [cell for cell in cells if re.fullmatch(rf"\s*{DIGITS}\s*", cell.group())]
        if cells and not numbers:
            heads = [_state(cell.group()) for cell in cells]
        elif numbers:
            for n, cell in enumerate(cells):
                if cell in numbers and n < len(heads) and heads[n]:
                    words = cell.group().strip()
                    start = at + cell.start() + cell.group().index(words)
                    value = digits_value(words)
                    yield Figure(start, start + len(words), start, value, value, [], heads[n], "all")
        elif line.strip():
            heads = []
        at += len(line)


def _state(words: str) -> str:
    """Return what happened in the words of a heading; blank if they don't say."""
    return next((code for code, nouns in STATES.items() if re.search(rf"\b(?:{nouns})\b", words, re.I)), "")


class _Sentence:
    """A sentence with its numbers, read in three passes: nouns, verbs, joined numbers."""

    def __init__(self, text: str, offset: int, figures: list[Figure]):
        self.text, self.figures = text, figures
        self.spans = [(one.start - offset, one.end - offset) for one in figures]

    def read(self) -> None:
        noun_ends = [self._noun(one, end) for one, (_, end) in zip(self.figures, self.spans, strict=True)]
        for kind, patterns in (("toll", {"": TOLL}), ("done", DONE), ("came", CAME), ("state", STATES)):
            for measure, words in patterns.items():
                for match in re.finditer(rf"\b(?:{words})\b", self.text, re.I):
                    self._happened(kind, measure, match, noun_ends)
        self._join(noun_ends)
        known = re.search(r"\b(civilian|militant|police)s?\b", self.text, re.I)
        last = {"civilian": "civilians", "militant": "militants", "police": "security_forces"}.get(
            known[1].lower() if known and known.start() < self.spans[0][0] else "", "all"
        )
        for one in self.figures:
            if one.group == "nothing":
                one.measure = ""
            elif one.measure:
                one.group = one.group or last
                last = one.group

    def _noun(self, one: Figure, end: int) -> int:
        """Read the words that belong to the number; return where they end."""
        if one.label:
            return end
        of = DETERMINED.match(self.text, end)
        start = of.end() if of else end
        stop = STOPS.search(self.text, start)
        verb = HARM.search(self.text[start : start + 60])
        last = min(stop.start() if stop else len(self.text), start + 60)
        words = self.text[start:last]
        groups = [
            (match.start(), match.end(), group, match.group())
            for group, nouns in PEOPLE.items()
            for match in re.finditer(rf"\b(?:{nouns})\b", words, re.I)
        ]
        states = [
            (match.end(), measure)
            for measure, nouns in STATES.items()
            for match in re.finditer(rf"\b(?:{nouns})\b", words, re.I)
        ]
        if states and not one.measure:
            one.measure = min(states)[1]
        if groups:
            _, noun_end, group, label = max(groups) if not verb else min(groups)
            specific = [entry for entry in groups if entry[2] != "all"]
            one.group, one.label = (specific[-1][2], specific[-1][3]) if specific and group == "all" else (group, label)
            return start + noun_end
        nation = re.match(r"\s(?:\w+\s)?[A-Z][a-z]+(?:is|ns|ese)\b", words)
        if nation:
            one.group, one.label = "civilians", nation.group().split()[-1]
            return start + nation.end()
        if words.strip(" .!?\"”'") and not states and not (verb and verb.start() <= 1):
            one.group = "nothing"
        return start

    def _happened(self, kind: str, measure: str, match: re.Match[str], noun_ends: list[int]) -> None:
        before = self.text[: match.start()][-40:]
        if ASIDE.search(before) and kind != "state":
            return
        following = next((n for n, (start, _) in enumerate(self.spans) if start >= match.end()), None)
        preceding = next((n for n in range(len(self.spans) - 1, -1, -1) if noun_ends[n] <= match.start()), None)
        gap = self.text[match.end() : self.spans[following][0]] if following is not None else ""
        if kind == "toll":
            words = match.group().lower()
            of = next((name for name, nouns in STATES.items() if re.search(rf"\b(?:{nouns})\b", words)), "killed")
            for n in range(following, len(self.spans)) if following is not None else ():
                if self.figures[n].group != "nothing" and len(gap) < 90:
                    self.figures[n].measure = self.figures[n].measure or of
                    break
            return
        passive = kind in ("came", "state") or PASSIVE.search(before)
        if passive or (following is None and preceding is not None):
            if preceding is not None and not self.figures[preceding].measure:
                if not self._verb_between(noun_ends[preceding], match.start()):
                    self.figures[preceding].measure = measure
            elif kind == "state" and preceding is None and following is not None and re.fullmatch(r"\s?[:–—-]\s?", gap):
                self.figures[following].measure = measure
            return
        near = re.fullmatch(r"\s?(?:(?:of|the|its|their|a total of|another|a further|:|–)\s?)*", gap, re.I)
        if following is not None and near:
            self.figures[following].measure = self.figures[following].measure or measure
        elif (
            preceding is not None
            and not self.figures[preceding].measure
            and re.fullmatch(r"[\s\w]{0,30}", self.text[noun_ends[preceding] : match.start()])
        ):
            self.figures[preceding].measure = measure

    def _verb_between(self, start: int, end: int) -> bool:
        between = self.text[start:end]
        return bool(HARM.search(between) or re.search(r"\b(?:while|but|when|after)\b", between, re.I))

    def _join(self, noun_ends: list[int]) -> None:
        """Pass on what happened along "12 soldiers, 3 civilians and 2 guards", both ways."""
        order = [*range(1, len(self.figures)), *range(len(self.figures) - 1, 0, -1)]
        for n in order:
            one, other = self.figures[n - 1], self.figures[n]
            if "nothing" in (one.group, other.group):
                continue
            gap = self.text[noun_ends[n - 1] : self.spans[n][0]]
            after = self.text[self.spans[n][1] : self.spans[n][1] + 12]
            part = re.search(r"\b(?:including|among them|of whom)\b|[(–—]", gap, re.I) or (
                gap.startswith(",") and re.match(r" of (?:them|whom)\b", after)
            )
            if not (JOINED.fullmatch(gap) or (part and len(gap) < 60)):
                continue
            if one.measure and not other.measure:
                other.measure = one.measure
            elif other.measure and not one.measure and not part:
                one.measure = other.measure
