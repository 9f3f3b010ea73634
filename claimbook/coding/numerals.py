"""Read the numbers that a text prints, in digits or in words.

Digits of any script with the marks that group them (``1,200``, ``1,25,000``,
``45.000``), scales (``2.5 lakh``, ``$72 million``), number words of English,
Urdu, Persian and Arabic, and words that count without a number (``dozens``,
``several thousand``), whose value is None.

The library that scans for number words (text2num) reads "four thousand two
hundred" as two numbers, and knows neither dozens nor lakh nor these languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL: dict[str, float] = {word: value for value, word in enumerate(UNITS.split())}
SMALL |= {word: 10 * ten for ten, word in enumerate(TENS.split(), start=2)}
# "Hundred" multiplies the number before it; these multiply all that was read since the last of them.
SCALES: dict[str, float] = {
    "thousand": 1e3, "lakh": 1e5, "lac": 1e5, "lakhs": 1e5, "million": 1e6, "crore": 1e7, "crores": 1e7,
    "billion": 1e9, "trillion": 1e12, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9,
    "ہزار": 1e3, "لاکھ": 1e5, "کروڑ": 1e7, "هزار": 1e3, "میلیون": 1e6, "ألف": 1e3, "الف": 1e3, "آلاف": 1e3,
    "مليون": 1e6, "হাজার": 1e3, "লাখ": 1e5, "কোটি": 1e7,
}  # fmt: skip
HUNDREDS = {"hundred": 100.0, "سو": 100.0}
MOST_DIGITS = 15
DOZEN, SCORE = 12.0, 20.0
# A number that a phrase names without saying it: never a value.
VAGUE = {
    "dozens", "scores", "hundreds", "thousands", "lakhs", "crores", "millions",
    "درجنوں", "سینکڑوں", "سیکڑوں", "ہزاروں", "لاکھوں", "ده‌ها", "دهها", "صدها", "هزاران", "عشرات", "مئات",
}  # fmt: skip
TIMES = {"twice": 2.0, "thrice": 3.0}
FRACTIONS = {"third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1}
FEW = {"several", "many", "few", "multiple", "couple"}

# Urdu has its own word for each number up to a hundred. Eighty is left out: it is also the word for "this very".
URDU = [
    "ایک", "دو", "تین", "چار", "پانچ", "چھ", "سات", "آٹھ", "نو", "دس",
    "گیارہ", "بارہ", "تیرہ", "چودہ", "پندرہ", "سولہ", "سترہ", "اٹھارہ", "انیس", "بیس",
    "اکیس", "بائیس", "تئیس", "چوبیس", "پچیس", "چھبیس", "ستائیس", "اٹھائیس", "انتیس", "تیس",
    "اکتیس", "بتیس", "تینتیس", "چونتیس", "پینتیس", "چھتیس", "سینتیس", "اڑتیس", "انتالیس", "چالیس",
    "اکتالیس", "بیالیس", "تینتالیس", "چوالیس", "پینتالیس", "چھیالیس", "سینتالیس", "اڑتالیس", "انچاس", "پچاس",
    "اکیاون", "باون", "ترپن", "چون", "پچپن", "چھپن", "ستاون", "اٹھاون", "انسٹھ", "ساٹھ",
    "اکسٹھ", "باسٹھ", "تریسٹھ", "چونسٹھ", "پینسٹھ", "چھیاسٹھ", "سڑسٹھ", "اڑسٹھ", "انہتر", "ستر",
    "اکہتر", "بہتر", "تہتر", "چوہتر", "پچھتر", "چھہتر", "ستتر", "اٹھہتر", "اناسی", "-",
    "اکیاسی", "بیاسی", "تراسی", "چوراسی", "پچاسی", "چھیاسی", "ستاسی", "اٹھاسی", "نواسی", "نوے",
    "اکیانوے", "بانوے", "ترانوے", "چورانوے", "پچانوے", "چھیانوے", "ستانوے", "اٹھانوے", "ننانوے",
]  # fmt: skip
PERSIAN = [
    "یک",
    "دو",
    "سه",
    "چهار",
    "پنج",
    "شش",
    "هفت",
    "هشت",
    "نه",
    "ده",
    "یازده",
    "دوازده",
    "سیزده",
    "چهارده",
    "پانزده",
    "شانزده",
    "هفده",
    "هجده",
    "نوزده",
]
PERSIAN_TENS = dict(
    zip(["بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود", "صد"], range(20, 101, 10), strict=True)
) | dict(zip(["دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد"], range(200, 901, 100), strict=True))
ARABIC = {
    1: "واحد واحدة", 2: "اثنان اثنين اثنتان اثنتين", 3: "ثلاثة ثلاث", 4: "أربعة أربع اربعة", 5: "خمسة خمس", 6: "ستة ست",
    7: "سبعة سبع", 8: "ثمانية ثماني", 9: "تسعة تسع", 10: "عشرة عشر", 20: "عشرون عشرين", 30: "ثلاثون ثلاثين",
    40: "أربعون أربعين", 50: "خمسون خمسين", 60: "ستون ستين", 70: "سبعون سبعين", 80: "ثمانون ثمانين", 90: "تسعون تسعين",
    100: "مئة مائة", 200: "مئتان مئتين مائتان مائتين", 2000: "ألفان ألفين",
}  # fmt: skip
# In these two languages the parts of a number are added up, joined by "and" (و).
ADDED: dict[str, float] = {word: float(n) for n, word in enumerate(PERSIAN, start=1)} | PERSIAN_TENS
ADDED |= {word: float(n) for n, words in ARABIC.items() for word in words.split()}
OTHER_SMALL = {word: float(n) for n, word in enumerate(URDU, start=1) if word != "-"}
# Words of these lists that mean something else far more often than a number.
AMBIGUOUS = {"نه", "سی", "ست", "ده", "دو", "چون", "نو", "ایک", "یک", "عشر", "واحد", "سو", "m", "k"}

GROUPED = (
    r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d{1,3}(?:[٬'’\u00a0\u202f ]\d{3})+(?!\d)"
    r"|\d{1,3}(?:\.\d{3})+(?![\d.])"
)
DIGITS = rf"(?:{GROUPED}|\d+)(?:[.٫]\d+)?"
_TOKEN = re.compile(
    rf"(?P<digits>(?:(?<![\w.])|(?<=\bRs)|(?<=\bRs\.)){DIGITS})|(?P<word>[^\W\d_]+(?:\u200c[^\W\d_]+)?)"
)
_JOINED = re.compile(r"(?:[ \u00a0\u202f]|-|\n)(?! )")
_SIGNS = {"hundred", "thousand", "million", "billion", "dozen", "lakh", "crore"}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text: position in code points, end exclusive, and its value; None if it gives none."""

    start: int
    end: int
    value: float | None


def find_numerals(text: str) -> Iterator[Numeral]:
    """Find every number of a text, in its order.

    >>> [(n.value, "1,25,000 and half a dozen"[n.start:n.end]) for n in find_numerals("1,25,000 and half a dozen")]
    [(125000.0, '1,25,000'), (6.0, 'half a dozen')]
    >>> [n.value for n in find_numerals("four thousand two hundred and six; tens of thousands; 2.5 lakh; ۲۴; تین")]
    [4206.0, None, 250000.0, 24.0, 3.0]
    """
    reader = _Reader(text)
    at = 0
    while at < len(reader.tokens):
        found, at = reader.read(at)
        if found:
            yield found


def digits_value(words: str) -> float:
    """Return the value of one number in digits, its group marks left out.

    >>> digits_value("1,25,000"), digits_value("45.000"), digits_value("62.5"), digits_value("۲۴")
    (125000.0, 45000.0, 62.5, 24.0)
    """
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", words):
        words = words.replace(".", "")
    return float(re.sub(r"[,\s٬'’]", "", words).replace("٫", "."))


class _Reader:
    """A text as tokens; reads the number that begins at one of them."""

    def __init__(self, text: str):
        self.text = text
        self.tokens = list(_TOKEN.finditer(text))
        self.words = [token.group().lower() for token in self.tokens]

    def read(self, at: int) -> tuple[Numeral | None, int]:
        """Return the number at a token, if one begins there, and the token after it."""
        if self.tokens[at]["digits"]:
            return self._digits(at)
        word = self.words[at]
        for read in (self._vague, self._part_of_one, self._english, self._other):
            if word in _BEGINNINGS[read.__name__]:
                found = read(at)
                if found:
                    return found
        return None, at + 1

    def _follows(self, at: int) -> bool:
        """Whether a token stands right behind the one before it."""
        if not 0 < at < len(self.tokens):
            return False
        return bool(_JOINED.fullmatch(self.text, self.tokens[at - 1].end(), self.tokens[at].start()))

    def _word(self, at: int) -> str:
        return self.words[at] if self._follows(at) else ""

    def _made(self, first: int, after: int, value: float | None) -> tuple[Numeral, int]:
        return Numeral(self.tokens[first].start(), self.tokens[after - 1].end(), value), after

    def _digits(self, at: int) -> tuple[Numeral, int]:
        # More digits than a number of this program holds exactly are kept as words.
        exact = sum(map(str.isdigit, self.words[at])) <= MOST_DIGITS
        value, after = digits_value(self.words[at]) if exact else None, at + 1
        attached = after < len(self.tokens) and self.tokens[at].end() == self.tokens[after].start()
        scale = self.words[after] if attached else self._word(after)
        if scale in ("m", "k", "lac", "mn", "bn") and not attached:
            scale = scale if scale in ("lac", "mn", "bn") else ""
        if scale in SCALES and value is not None:
            value, after = value * SCALES[scale], after + 1
        elif scale in ("dozen", "hundred") and value is not None:
            value, after = value * (DOZEN if scale == "dozen" else 100), after + 1
        return self._made(at, after, value)

    def _vague(self, at: int) -> tuple[Numeral, int] | None:
        """Dozens; tens of thousands; several hundred; a few dozen; a handful of."""
        after = at + 1 if self.words[at] in ("a", "an") else at
        word = self.words[at] if after == at else self._word(after)
        if word in ("handful", "couple", "pair") and after > at and self._word(after + 1) == "of":
            return self._made(at, after + 1, 2.0 if word == "pair" else None)
        if word in FEW and self._word(after + 1) in _SIGNS | {"thousands", "hundreds", "dozens"}:
            end = after + 2
            while self._word(end) in SCALES:
                end += 1
            return self._made(at, end, None)
        if after == at and (word in VAGUE or word == "tens"):
            end = at + 1
            while self._word(end) == "of" and self._word(end + 1) in VAGUE:
                end += 2
            return None if word == "tens" and end == at + 1 else self._made(at, end, None)
        return None

    def _part_of_one(self, at: int) -> tuple[Numeral, int] | None:
        """Half a dozen, half a million, half-dozen; a third of, two thirds of; twice."""
        if self.words[at] in TIMES:
            return self._made(at, at + 1, TIMES[self.words[at]])
        if self.words[at] != "half":
            part = FRACTIONS.get(self._word(at + 1).removesuffix("s"))
            if not part or self._word(at + 2) != "of":
                return None
            return self._made(at, at + 2, SMALL.get(self.words[at], 1.0) * part)
        after = at + 2 if self._word(at + 1) in ("a", "an") else at + 1
        scale = {**SCALES, "dozen": DOZEN, "hundred": 100.0}.get(self._word(after))
        return self._made(at, after + 1, scale / 2) if scale else self._made(at, at + 1, 0.5)

    def _english(self, at: int) -> tuple[Numeral, int] | None:
        """Read the longest number in English words: "one hundred and four", "two and a half million"."""
        total, group, after, last_scale = 0.0, 0.0, at, float("inf")
        if self.words[at] in ("a", "an"):
            if self._word(at + 1) not in _SIGNS:
                return None
            group, after = 1.0, at + 1
        while after < len(self.tokens) and (after == at or self._follows(after)):
            word, next_word = self.words[after], self._word(after + 1)
            if word in SMALL:
                size = SMALL[word]
                room = 100 if size >= 20 else 10 if 0 < size < 10 and group % 100 >= 20 else 100
                if group % room or (size == 0 and after > at):
                    break
                group += size
            elif word in HUNDREDS and 0 < group < 100:
                group *= 100
            elif word == "dozen" and group and not total:
                return self._made(at, after + 1, group * DOZEN)
            elif word == "score" and group and not total and next_word in ("of", "people"):
                return self._made(at, after + 1, group * SCORE)
            elif word in SCALES and word not in AMBIGUOUS and group and SCALES[word] < last_scale:
                total, group, last_scale = total + group * SCALES[word], 0.0, SCALES[word]
            elif word == "and" and next_word == "a" and self._word(after + 2) == "half":
                scale = self._word(after + 3)
                if scale in SCALES:
                    return self._made(at, after + 4, (total + group + 0.5) * SCALES[scale])
                return self._made(at, after + 3, total + group + 0.5)
            elif word == "and" and (total or group >= 100) and group % 100 == 0 and next_word in SMALL:
                pass
            else:
                break
            after += 1
        return (
            self._made(at, after, total + group)
            if after > at and (total or group or SMALL.get(self.words[at]) == 0)
            else None
        )

    def _other(self, at: int) -> tuple[Numeral, int] | None:
        """Read number words of Urdu, and of Persian and Arabic, where the parts are added up."""
        total, group, after = 0.0, 0.0, at
        while after < len(self.tokens) and (after == at or self._follows(after)):
            word = self.words[after]
            bare = word[1:] if word.startswith("و") and word[1:] in ADDED and after > at else word
            if word == "و" and after > at and self._word(after + 1) in ADDED:
                pass
            elif bare in ADDED and (
                after == at or bare != word or self.words[after - 1] == "و" or bare in ("عشر", "عشرة")
            ):
                group += ADDED[bare]
            elif word in OTHER_SMALL and group % 100 == 0:
                group += OTHER_SMALL[word]
            elif word in HUNDREDS and 0 < group < 100:
                group *= 100
            elif word in SCALES and word not in AMBIGUOUS and group:
                total, group = total + group * SCALES[word], 0.0
            else:
                break
            after += 1
        alone = after == at + 1 and self.words[at] in AMBIGUOUS
        return self._made(at, after, total + group) if after > at and not (alone and not self._counts(after)) else None

    def _counts(self, at: int) -> bool:
        """Whether the word at a token is one of those that people are counted by."""
        return self._word(at) in COUNTED_BY


# Words for people that follow a number in these languages; an ambiguous word is a number only before one of them.
COUNTED_BY = {
    "افراد", "فوجی", "اہلکار", "اہلکاروں", "شہری", "خواتین", "بچے", "بچوں", "شخص", "دہشت", "پولیس", "مزدور",
    "نفر", "تن", "سرباز", "کودک", "زن", "مرد", "غیرنظامی", "پلیس", "زخمی", "کشته",
    "أشخاص", "جنود", "مدنيين", "قتلى", "جرحى", "مسلحين",
}  # fmt: skip
_BEGINNINGS: Mapping[str, set[str]] = {
    "_vague": VAGUE | FEW | {"a", "an", "tens"},
    "_part_of_one": {*TIMES, "half", "a", "one", "two", "three", "four"},
    "_english": {*SMALL, "a", "an"},
    "_other": {*ADDED, *OTHER_SMALL, "سو"},
}
