"""Read who says a figure: "the army said", "according to residents", "said Ina Korrada".

Reads English sentences by rules. A figure belongs to the speaker before it in
its sentence, else to one named after it; a pronoun stands for the last speaker
named. A sentence that names nobody has no speaker, unless it goes on with a
quotation. What cannot be read stays blank.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from claimbook.coding.extract import is_wrapped
from claimbook.coding.lexicon import HARM

LOOK_BACK = 600  # characters of a sentence before the words that name a speaker
# Verbs by which somebody states a thing.
SAYS = (
    r"said|says|told|tells|claim(?:s|ed)|announc(?:es|ed)|report(?:s|ed)|confirm(?:s|ed)|admit(?:s|ted)"
    r"|acknowledg(?:es|ed)|puts?|gave|gives|count(?:s|ed)|document(?:s|ed)|record(?:s|ed)|verif(?:ies|ied)"
    r"|estimat(?:es|ed)|believ(?:es|ed)|recogni[sz](?:es|ed)|names|named|wrote|writes|add(?:s|ed)|stat(?:es|ed)"
    r"|alleg(?:es|ed)|insist(?:s|ed)|list(?:s|ed)|den(?:ies|ied)|conced(?:es|ed)|maintain(?:s|ed)|declared|declares"
    r"|tallied|noted|warned|disclosed|revealed|accus(?:es|ed)|vow(?:s|ed)|condemn(?:s|ed)|blam(?:es|ed)|rejected"
    r"|pretends|tweeted|posted|disput(?:es|ed)|question(?:s|ed)|call(?:s|ed)|described|describes|recall(?:s|ed)|recounted"
    r"|identified|identifies|considers|speaks of|boasted of"
    r"|(?:report|claim|admit|believe|estimate|allege)(?= (?:that|to|having)\b)"
    r"|(?:raised|revised|lowered|updated|amended)(?= (?:the|its|their) (?:\w+ )?(?:toll|number|count|total|figure))"
    r"|arrived at|suggests|spoke of|boasts of|reckons|remembers|insists?|(?<=they )say|(?<=police )say"
    r"|(?<=s )(?:say|report|claim|estimate|believe|put)"
    r"|(?:released|issued|published|shared|provided)(?= (?:\w+ ){1,4}(?:summary|toll|figures?|statement|list|count"
    r"|numbers|breakdown|data|update))"
)
SPOKE = re.compile(
    rf"\b(?<!which )(?P<verb>{SAYS})\b(?! (?:nothing|dead|killed|wounded|injured|missing|by|as\b))(?!-)", re.IGNORECASE
)
CITED = re.compile(
    r"\b(?:according to|(?:comes?|came) from|belongs? to|by (?:the )?(?:data|words|information) of"
    r"|as per|citing|quoting|per(?= the\b)|based on|on the basis of"
    r"|(?:reports?|claims?|allegations?|posts?) (?:by|in)"
    r"|(?:conceded|reported|announced|claimed|communicated|given|compiled|collected|recorded|counted|documented|confirmed"
    r"|verified) by"
    r"|(?:put|given|reported|counted|documented|confirmed|verified|recorded)\b[^.;,]{0,30}? by)"
    r"\s+(?P<name>[^,.;:()“”\"—–|]{2,80})",
    re.I,
)
GOES_ON = re.compile(r"\s(?:and (?=\w+ (?:was|were|said))|but|while)\s")
THAT = re.compile(r"\s(?:that|alleging|claiming|saying)\s")
# "…," said Mirela, a seamstress · ", said the police chief."
INVERTED = re.compile(
    r"(?P<quote>[,?!.]?[”\"’]|,)\s(?P<verb>said|says|told|reported|claimed|announced|wrote|added|recalled)\s"
    r"(?P<name>[\w’'-]+(?:\s[\w’'-]+){0,7}?)(?=[,.;:]|\sof\s|\s(?:in|at|on|who|from|after)\b|$)"
)
NO_SPEAKER = re.compile(r"\d|(?:that|it|there|his|her|their|in|at|on|to|by|during|after)\b")
# "the Front’s claim that dozens died"
CLAIM_OF = re.compile(
    r"(?P<name>\b[A-Z][\w-]{0,40}(?:\s[A-Z][\w-]{0,40}){0,3}|\b\w{1,40})[’']s?\s"
    r"(?:claim|assertion|statement|report|figure|count|tally|toll|estimate)s?\b"
)
# "6 gendarmes (army statement) or at least 10 (rebel radio)"
BRACKETED = re.compile(r"\((?P<name>[^()\d,]{3,40})\)")
LED = re.compile(r"(?P<name>[\w’'-]+(?:\s[\w’'-]+){0,4}):\s(?=\S)")
PASSIVE = re.compile(
    r"\b(?:was|were|been|being|be|are|is|to|of|the|its|their|least|has not|have not|an|a)\s(?:\w+ly\s)?$", re.I
)
# "security forces fought for hours, claiming to have killed 92": the subject of the sentence.
CLAIMING = re.compile(
    r"(?:^|, )(?:the )?(?P<name>[^\W\d][\w’'-]*(?: [\w’'-]+){0,4}?) (?:has |have |had )?"
    r"(?:\w+ed|fought|held|took|went|drove|struck|hit|shot|began|lost|came|made|sent|broke)\b[^.;]*?,"
    r" (?:claiming|asserting|insisting|alleging|saying|adding|reporting)\b",
    re.IGNORECASE,
)
# The clock before an entry of a live report.
CLOCK = re.compile(r"\W*\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s(?:GMT|UTC))?\W*(?=[A-Z])")
ITEM = re.compile(r"\s*(?:[-–•*·▪]\s|\|)")
PRONOUN = re.compile(
    r"he|she|they|it|we|i|him|her|them|(?:the|this) (?:group|statement|outlet|spokes\w+|official)", re.I
)
# Whoever leads a line as its speaker: "Defence ministry: 30 insurgents killed".
BODIES = re.compile(
    r"\b(?:ministr|army|military|navy|police|government|official|resident|witness|source|front|party|agenc|monitor"
    r"|hospital|office|spokes|command|media|union|council|service|group|society|movement|force|authorit|report|data)",
    re.I,
)
# A line led by these gives figures, and names nobody: "Latest official toll: 19 killed".
OF_FIGURES = re.compile(r"\b(?:toll|tally|counts?|figures?|numbers?|total|deaths|losses|casualties)\b", re.I)
# A sentence about the figures of the one before it goes on with its speaker.
ABOUT_FIGURES = re.compile(
    r"\s*(?:[-–•*·]\s)?(?:(?:The|These|Those) (?:figures?|numbers?|toll|total|count)\b"
    r"|This (?:is|was|compares|includes)\b|(?:Of|Among) (?:these|those|them)\b)"
)
# Words before a speaker's name that are not of it, and words between the name and the verb.
OPENING = re.compile(
    r"(?:(?:that|it|this) (?:was|is)\s+"
    r"|(?:and|but|while|although|though|that|as|when|where|after|meanwhile|however|later|earlier|still|so|what|yet"
    r"|for|with)\s+"
    r"|(?:in|on|at|by|since|during|until|late|early)\s[^,]*?\d{4}\s+|(?:in|on)\s\S+\s+(?=[A-Z]))*",
    re.I,
)
CLOSING = re.compile(
    r"\s*\b(?:(?:has|have|had|also|later|then|since|however|earlier|initially|today|yesterday|themselves|itself|himself"
    r"|herself|only|who|which|does|did|do|still|first|already|previously|separately|meanwhile|too|again|now)"
    r"|\w+ly|on \w+day(?: (?:morning|afternoon|evening|night))?"
    r"|on \d+ \w+|on \w+ \d+|on [A-Z]\w+|in (?:a|its|his|her|their) [\w ]+|by telephone)$",
    re.I,
)
RELATIVE = re.compile(
    r"\s(?:reached|interviewed|contacted|quoted|briefed|speaking)\b.*"
    r"|\s(?:who|which|that|whose|whom)\b.*"
    r"|\s(?:in|at) (?:a|its|his) (?:statement|report|letter|note|post).*",
    re.I,
)
ARTICLE = re.compile(r"^(?:the|an?|one|some|several|its|his|her|their|our)\s+", re.I)
PROPER = re.compile(r"\b[A-Z][\w’'.-]{0,40}(?:\s[A-Z][\w’'.-]{0,40}){1,4}")
NEW_CLAUSE = re.compile(r"\b(?:that|but|while|when|because|although|though|whereas|after|where)\s", re.I)
AND = re.compile(r"\band\s", re.I)
VERB = re.compile(rf"\b(?:was|were|is|are|be|has|have|had|{SAYS})\b|\d|{HARM.pattern}", re.I)
SENTENCE_END = re.compile(
    r"(?<=[^\W\d]{3})[.!?][”\"’')]*(?:\[\d+\])*\s+(?=[\W\d]*[A-Z]|\d)|(?<=\d[.!?])\s+(?=[A-Z])|\n\s*\n|\n(?=\s*[-–•*·]\s)|;\s"
)
LINE_END = re.compile(rf"{SENTENCE_END.pattern}|\n")


@dataclass(frozen=True)
class Attribution:
    """The words that name a speaker: what they are, where they stand and which side of them they speak for."""

    start: int
    end: int
    speaker: str
    after: bool
    before: bool


class Speakers:
    """The speakers of a text, to be asked for by position.

    >>> said = Speakers("The army said 45 rebels died; 12 guards were hurt, according to residents.")
    >>> said.at(14), said.at(30)
    ('army', 'residents')
    """

    def __init__(self, text: str):
        plain = re.sub(r"[\n\t\u00a0\u202f]", " ", text)
        ends = [match.end() for match in (SENTENCE_END if is_wrapped(text) else LINE_END).finditer(text)]
        self._bounds = [0, *ends, len(text) + 1]
        self._said: list[list[Attribution]] = []
        self._goes_on: list[str] = []
        self._full_names: dict[str, str] = {}
        last, speaking, leads, quoted = "", "", "", False
        for start, end in zip(self._bounds, self._bounds[1:], strict=False):
            found = []
            for one in sorted(_attributions(plain[start:end], start), key=lambda one: one.start):
                speaker = last if PRONOUN.fullmatch(one.speaker) else self._named_before(one.speaker)
                if speaker:
                    last = speaker
                    found.append(Attribution(one.start, one.end, speaker, one.after, one.before))
            words = text[start:end]
            # A list belongs to whoever is named in the line before it: "Officials gave these figures:".
            listed = bool(ITEM.match(words)) and not found
            caption = words.rstrip().endswith(":") or text[end:].lstrip().startswith("|")
            leads = leads if listed else found[-1].speaker if found and caption else ""
            opens = quoted or re.match(r"\s*[“\"]", words) or ABOUT_FIGURES.match(words)
            self._goes_on.append(leads if listed else speaking if opens and not found else "")
            speaking = found[-1].speaker if found else speaking if opens else ""
            quoted = (words.count("“") - words.count("”") + (words.count('"') % 2) * (-1 if quoted else 1) + quoted) > 0
            self._said.append(found)
            for named in (one.speaker for one in found):
                if len(names := named.split()) > 1 and len(re.findall(r"\b[A-Z]", named)) > 1:
                    self._full_names |= dict.fromkeys(names, named)

    def _named_before(self, speaker: str) -> str:
        """Return the full name that a single word repeats: "the minister" after "Interior minister Hale Brandt"."""
        return self._full_names.get(speaker, speaker)

    def at(self, position: int) -> str:
        """Return who says the words at a position, without an article; blank if nobody is named."""
        sentence = bisect_right(self._bounds, position) - 1
        said = self._said[sentence]
        before = [one for one in said if one.end <= position and one.after]
        after = [one for one in said if one.start >= position and one.before]
        # "…, according to police, and 12 more, according to doctors": the later words are nearer.
        if before and not (before[-1].before and after):
            return before[-1].speaker
        return after[0].speaker if after else self._goes_on[sentence]

    @property
    def names(self) -> list[str]:
        """Every speaker named, in the order of the text."""
        return list(dict.fromkeys(one.speaker for said in self._said for one in said))


def _attributions(sentence: str, offset: int) -> Iterator[Attribution]:
    if clock := CLOCK.match(sentence):
        sentence = " " * clock.end() + sentence[clock.end() :]
    led = LED.match(re.sub(r"^[\W\d]+", "", sentence))
    taken: list[tuple[int, int]] = []
    if led and BODIES.search(led["name"]) and not OF_FIGURES.search(led["name"]) and (name := _trim(led["name"])):
        yield Attribution(offset, offset + led.end(), name, True, False)
    if (match := CLAIMING.search(sentence[:LOOK_BACK])) and (name := _trim(match["name"])):
        yield Attribution(offset + match.start("name"), offset + match.end(), name, True, False)
    for match in BRACKETED.finditer(sentence):
        if BODIES.search(match["name"]) and (name := _trim(match["name"])):
            yield Attribution(offset + match.start(), offset + match.end(), name, False, True)
    for match in CLAIM_OF.finditer(sentence):
        if name := _trim(match["name"]):
            yield Attribution(offset + match.start(), offset + match.end(), name, True, False)
    for match in INVERTED.finditer(sentence):
        name = "" if NO_SPEAKER.match(match["name"]) else _trim(match["name"])
        if name and (match["quote"] != "," or (match["verb"] != "told" and _closes(sentence, match))):
            taken.append(match.span())
            yield Attribution(offset + match.start(), offset + match.end(), name, False, True)
    for match in CITED.finditer(sentence):
        before = sentence[max(0, match.start() - LOOK_BACK) : match.start()]
        first = not re.search(r"\w.*\w\s", before) or before.rstrip().endswith(":")
        told = THAT.search(match["name"])
        end = match.start("name") + told.start() if told else match.end()
        name = _trim(GOES_ON.split(sentence[match.start("name") : end])[0])
        if name:
            yield Attribution(offset + match.start(), offset + end, name, True, not first)
    for match in SPOKE.finditer(sentence):
        before = sentence[max(0, match.start() - LOOK_BACK) : match.start()]
        if PASSIVE.search(before) or any(start <= match.start() < end for start, end in taken):
            continue
        name, trailing = _subject(before)
        noun = (
            match["verb"].lower().endswith("s")
            and re.fullmatch(r"(?!they)[a-z-]+", name)
            and f" the {name} " not in f" {before.lower()}"
        )
        if name and not noun:
            # "…, the governor told reporters by telephone."
            ends = re.match(r"(?:\s(?!that\b|it\b|there\b)[^\s\d,.;]+){0,6}\s*(?:[.,]|$)", sentence[match.end() :])
            yield Attribution(offset + match.start(), offset + match.end(), name, True, bool(trailing and ends))


def _closes(sentence: str, match: re.Match[str]) -> bool:
    """Whether nothing but the speaker follows: ", said the police chief." """
    return bool(re.match(r"[\s\w’'-]{0,40}[.,;]?\s*$|,", sentence[match.end() :]))


def _subject(before: str) -> tuple[str, bool]:
    """Return the speaker from the words before the verb, and whether a comma opens them: "…, the army said"."""
    words = re.sub(r"\s*\([^()]*\)", "", before).rstrip()
    while (closing := CLOSING.search(words)) and closing.start() < len(words):
        words = words[: closing.start()].rstrip()
    aside = words.endswith(",")
    parts = [part.strip() for part in re.split(r"[,;:()“”\"—–|]", words)]
    parts = parts[:-1] if aside and len(parts) > 1 else parts
    segment = parts[-1]
    trailing = len(parts) > 1
    if aside and len(parts) > 1:
        # "Ina Korrada, a surgeon, said" · "A police chief, Bo Osm, told" · "The ministry, for its part, said"
        head = _clause(parts[-2])
        name = segment if PROPER.fullmatch(segment) and not PROPER.fullmatch(head) else head
        return _trim(name), len(parts) > 2
    # "… claimed the attack and reportedly claims": the speaker is the one before.
    return _trim(_clause(segment)) or ("they" if not words or re.search(r"\band$", words) else ""), trailing


def _clause(segment: str) -> str:
    """Return the words after the last conjunction that opens a clause."""
    segment = NEW_CLAUSE.split(segment)[-1]
    for match in reversed(list(AND.finditer(segment))):
        if VERB.search(segment[: match.start()]):
            return segment[match.end() :]
    return segment


def _trim(words: str) -> str:
    """Return a speaker's name without article, conjunctions and clauses; blank if the words name none."""
    words = RELATIVE.sub("", " " + OPENING.sub("", words.strip(), count=1)).strip(" ’'\"”“-–•*·")
    words = re.sub(r" of \d{4}$", "", words)
    while closing := CLOSING.search(words):
        words = words[: closing.start()].strip()
    if PRONOUN.fullmatch(words) or re.fullmatch(r"|and|but|also", words, re.I):
        return words and "they"
    words = ARTICLE.sub("", words)
    if (
        not words
        or words.startswith(("citing ", "quoting "))
        or len(words.split()) > 9
        or VERB.search(words)
        or not re.match(r"[^\W\d]", words)
    ):
        return ""
    return words
