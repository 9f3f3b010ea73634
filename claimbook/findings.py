"""Contradictions, tensions and gaps that can be computed from the ledger.

Takes the book tables, gives findings: each with a stable code, the rows it
rests on, the arithmetic and one plain sentence. Pure ``find_*`` functions, one
for each kind; none is keyed to a row of ours. A finding judges nobody: it says
which rows can't all be right, or what a reader would miss.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pandas as pd

from claimbook.ledger import number_text
from claimbook.reconcile import UNATTRIBUTED
from claimbook.wording import counted, figure_text, known, say_day, source_name

Tables = Mapping[str, pd.DataFrame]
Interval = tuple[float, float]

CONTRADICTION, TENSION = "contradiction", "tension"
INFINITY = float("inf")
GROUPS_OF_ALL = {"militants", "security_forces", "civilians"}

# By how many days a date may be off, by UCDP's precision codes: the longest span each code stands for.
DAYS_OFF = {1: 0, 2: 6, 3: 7, 4: 31, 5: 366}

# A figure older than this describes another time: the usual distance of two rounds of a household survey.
STALE_AFTER_YEARS = 5


@dataclass(frozen=True)
class Finding:
    """One inconsistency, with everything needed to check it."""

    code: str
    severity: str
    rows: tuple[str, ...]
    arithmetic: str
    sentence: str

    @property
    def finding_id(self) -> str:
        """Stable while the rows are the same: the code and a hash of their ids."""
        return f"{self.code}-{hashlib.sha256(';'.join(sorted(self.rows)).encode()).hexdigest()[:8]}"

    def as_record(self) -> dict[str, Any]:
        return {"finding_id": self.finding_id, **asdict(self)}


def find_all(tables: Tables) -> list[Finding]:
    """Every finding of the ledger, sorted by code and rows."""
    claims = tables["claims"]
    standing = claims[claims["status"] == "active"]
    found = [
        *find_total_mismatch(standing),
        *find_two_values(standing),
        *find_mixed_releases(standing),
        *find_weekday_mismatch(tables["reports"], tables["sources"]),
        *find_window_mismatch(standing),
        *find_label_shift(standing),
        *find_superseded_at_publication(standing),
        *find_date_conflict(tables["reports"]),
        *find_stale_vintage(tables["indicators"]),
        *find_measure_mismatch(tables["indicators"]),
        *find_wording_contradiction(standing),
    ]
    return sorted(found, key=lambda finding: (finding.code, finding.rows))


def findings_table(tables: Tables) -> pd.DataFrame:
    """The findings as a book table: ``finding_id, code, severity, sentence, arithmetic, rows``."""
    columns = ["finding_id", "code", "severity", "sentence", "arithmetic", "rows"]
    records = [
        (one.finding_id, one.code, one.severity, one.sentence, one.arithmetic, ";".join(one.rows))
        for one in find_all(tables)
    ]
    return pd.DataFrame(records, columns=columns, dtype="str")


def interval_of(claim: Any) -> Interval | None:
    """What a figure leaves open, ends included; None where it can't be said.

    >>> interval_of({"qualifier": "more_than", "value": 125.0})
    (125.0, inf)
    >>> interval_of({"qualifier": "about", "value": 70.0}) is None
    True
    """
    qualifiers = set(claim["qualifier"].split(";"))
    if qualifiers & {"about", "unquantified"}:
        return None
    if "range" in qualifiers:
        return float(claim["value_low"]), float(claim["value_high"])
    value = float(claim["value"])
    lower = bool(qualifiers & {"at_least", "more_than"})
    upper = "up_to" in qualifiers
    if lower == upper:
        return value, value
    return (value, INFINITY) if lower else (0.0, value)


def disjoint(first: Interval, second: Interval) -> bool:
    return first[1] < second[0] or second[1] < first[0]


def find_total_mismatch(claims: pd.DataFrame) -> Iterator[Finding]:
    """A whole of all groups whose three groups, each given once, can't add up to it."""
    for whole, parts in _wholes(claims):
        intervals = [interval_of(claim) for claim in (whole, *parts)]
        if None in intervals:
            continue
        target, *children = [one for one in intervals if one is not None]
        total = sum(low for low, _ in children), sum(high for _, high in children)
        if disjoint(target, total):
            yield Finding(
                "total-mismatch",
                CONTRADICTION,
                _ids([whole, *parts]),
                _sum(parts),
                f"{_document(whole)} gives {figure_text(whole)} as the total, but its parts make {_reach(total)}.",
            )


def find_two_values(claims: pd.DataFrame) -> Iterator[Finding]:
    """One document, one speaker, one question, windows not different: figures that exclude each other."""
    named = claims[(claims["speaker_id"] != UNATTRIBUTED) & claims["restates"].isna() & claims["subgroup"].isna()]
    scope = ["source_id", "speaker_id", "event_id", "measure", "group", "count_kind", "scope_place"]
    for _, same in named.groupby(scope, dropna=False):
        rows = _rows(same)
        excluding = [
            pair
            for pair in combinations(rows, 2)
            if windows(*pair) != "different" and not _inside(*pair) and _exclude(*pair)
        ]
        if excluding:
            involved = _unique([row for pair in excluding for row in pair])
            figures = " and ".join(figure_text(row) for row in involved)
            yield Finding(
                "two-values",
                CONTRADICTION,
                _ids(involved),
                "; ".join(f"{figure_text(one)} excludes {figure_text(other)}" for one, other in excluding),
                f"{_document(involved[0])} gives {figures} {counted(involved[0])}, both as claimed by "
                f"{involved[0]['speaker']}.",
            )


def find_mixed_releases(claims: pd.DataFrame) -> Iterator[Finding]:
    """A document that sets figures of one announcement beside those of another, group by group."""
    for _, of_document in _announced(claims).groupby(["source_id", "series_id", "event_id", "measure"]):
        newest = of_document[of_document["stated_on"] == of_document.groupby("group")["stated_on"].transform("max")]
        if newest["release_id"].nunique() > 1:
            rows = _rows(newest, ["stated_on", "group"])
            parts = _joined(f"{figure_text(row)} {counted(row)} of {say_day(row['stated_on'])}" for row in rows)
            yield Finding(
                "mixed-releases",
                TENSION,
                _ids(rows),
                parts,
                f"{_document(rows[0])} sets figures of different announcements side by side: {parts}.",
            )


def find_weekday_mismatch(reports: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Finding]:
    """A weekday in print that isn't the calendar's."""
    dated = [(row, "report_id", "start", "start_weekday") for _, row in reports.iterrows()]
    dated += [(row, "report_id", "end", "end_weekday") for _, row in reports.iterrows()]
    dated += [(row, "source_id", "published_on", "published_weekday") for _, row in sources.iterrows()]
    for row, key, day, weekday in dated:
        if known(row[day]) and known(row[weekday]):
            calendar = f"{date.fromisoformat(row[day]):%A}"
            if calendar != row[weekday]:
                yield Finding(
                    "weekday-mismatch",
                    CONTRADICTION,
                    (row[key],),
                    f"{say_day(row[day])} was a {calendar}",
                    f"{_document(row)} prints {row[weekday]} for {say_day(row[day])}, which was a {calendar}.",
                )


def find_window_mismatch(claims: pd.DataFrame) -> Iterator[Finding]:
    """A part that is of days outside its whole's, or one announcement with different windows in print."""
    by_id = {row["claim_id"]: row for _, row in claims.iterrows()}
    for row in by_id.values():
        whole = by_id.get(row["part_of"]) if known(row["part_of"]) else None
        if whole is not None and _printed(row) and _printed(whole) and not _within(row, whole):
            yield Finding(
                "window-mismatch",
                CONTRADICTION,
                _ids([row, whole]),
                f"{_days(row)} is not within {_days(whole)}",
                f"{_document(row)} makes {figure_text(row)} a part of {figure_text(whole)}, "
                f"but the part is of {_days(row)} and the whole of {_days(whole)}.",
            )
    announced = claims[claims["release_id"].notna() & (claims["count_kind"] == "cumulative")]
    for _, same in announced.groupby(["release_id", "measure", "group"]):
        rows = [row for row in _rows(same) if _printed(row)]
        if len({_days(row) for row in rows}) > 1:
            yield Finding(
                "window-mismatch",
                TENSION,
                _ids(rows),
                _joined(f"{_document(row)}: {_days(row)}" for row in rows),
                f"{figure_text(rows[0])} {counted(rows[0])}, one announcement, is printed with different windows.",
            )


def find_label_shift(claims: pd.DataFrame) -> Iterator[Finding]:
    """One figure of one announcement, printed of differently named people; totals name nobody."""
    announced = claims[claims["release_id"].notna() & claims["value"].notna() & claims["source_label"].notna()]
    announced = announced[announced["group"] != "all"]
    for _, same in announced.groupby(["release_id", "measure", "group", "value"]):
        rows = _rows(same)
        if len({row["source_label"].casefold() for row in rows}) > 1:
            words = _joined((f"“{row['source_label']}”" for row in rows), ", ")
            yield Finding(
                "label-shift",
                TENSION,
                _ids(rows),
                words,
                f"The same figure, {figure_text(rows[0])} {counted(rows[0])}, is printed of {words}.",
            )


def find_superseded_at_publication(claims: pd.DataFrame) -> Iterator[Finding]:
    """A document's latest figure that had been replaced by a later announcement before it was published."""
    for _, of_series in _announced(claims).groupby(["series_id", "measure", "group"]):
        for _, of_document in of_series.groupby("source_id"):
            given, printed = of_document["stated_on"].max(), of_document["known_on"].max()
            later = of_series[(of_series["stated_on"] > given) & (of_series["stated_on"] < printed)]
            if later.empty:
                continue
            replaced = later["stated_on"].max()
            rows = _rows(of_document[of_document["stated_on"] == given])
            newer = _rows(later[later["stated_on"] == replaced])
            yield Finding(
                "superseded-at-publication",
                TENSION,
                _ids([*rows, *newer]),
                f"{say_day(given)} before {say_day(replaced)} before {say_day(printed)}",
                f"{_document(rows[0])}, of {say_day(printed)}, gives {figure_text(rows[0])} {counted(rows[0])}; "
                f"{figure_text(newer[0])} had been announced on {say_day(replaced)}.",
            )


def find_date_conflict(reports: pd.DataFrame) -> Iterator[Finding]:
    """Reports of one event whose days have none in common, each widened by its precision."""
    dated = reports[reports["start"].notna() & reports["end"].notna() & reports["date_prec"].notna()]
    for _, of_event in dated.groupby("event_id"):
        rows = [row for _, row in of_event.sort_values(["start", "report_id"]).iterrows()]
        apart = [pair for pair in combinations(rows, 2) if disjoint(_span(pair[0]), _span(pair[1]))]
        if apart:
            involved = _unique([row for pair in apart for row in pair], "report_id")
            parts = "; ".join(f"{_document(row)}: {_period(row['start'], row['end'])}" for row in involved)
            yield Finding(
                "date-conflict",
                CONTRADICTION,
                _ids(involved, "report_id"),
                parts,
                f"{involved[0]['event']}: these reports don’t all share a day. {parts}.",
            )


def find_stale_vintage(indicators: pd.DataFrame) -> Iterator[Finding]:
    """A quoted statistic whose data were old when it was printed."""
    for row, origin in _quoted(indicators):
        if known(origin["years_end"]):
            printed, described = int(row["known_on"][:4]), int(origin["years_end"])
            if printed - described > STALE_AFTER_YEARS:
                yield Finding(
                    "stale-vintage",
                    TENSION,
                    _ids([row, origin], "indicator_id"),
                    f"{printed} - {described} = {printed - described} years",
                    f"{_document(row)} prints {figure_text(row)} without its year; "
                    f"the data describe {described}, {printed - described} years earlier.",
                )


def find_measure_mismatch(indicators: pd.DataFrame) -> Iterator[Finding]:
    """A quoted statistic that is printed as another measure than its origin's."""
    for row, origin in _quoted(indicators):
        if row["measure"] != origin["measure"]:
            yield Finding(
                "measure-mismatch",
                TENSION,
                _ids([row, origin], "indicator_id"),
                f"{row['measure']} against {origin['measure']}",
                f"{_document(row)} prints {figure_text(row)} as {row['measure']}; "
                f"at its origin it is {origin['measure']}.",
            )


def find_wording_contradiction(claims: pd.DataFrame) -> Iterator[Finding]:
    """A figure with an upper and a lower bound at once, or one that its own parts contradict."""
    for _, row in claims.iterrows():
        qualifiers = set(row["qualifier"].split(";"))
        if "up_to" in qualifiers and qualifiers & {"at_least", "more_than"}:
            yield Finding(
                "wording-contradiction",
                CONTRADICTION,
                _ids([row]),
                f"at most {number_text(row['value'])} and at least {number_text(row['value'])}",
                f"{_document(row)} prints {figure_text(row)}, a lower and an upper bound on one figure.",
            )
    for whole, parts in _wholes(claims):
        exact = all(row["qualifier"] == "exact" for row in parts)
        if "more_than" in whole["qualifier"].split(";") and exact:
            total = sum(float(row["value"]) for row in parts)
            if total == float(whole["value"]):
                yield Finding(
                    "wording-contradiction",
                    CONTRADICTION,
                    _ids([whole, *parts]),
                    _sum(parts),
                    f"{_document(whole)} prints {figure_text(whole)}, but its parts make exactly {number_text(total)}.",
                )


def windows(first: Any, second: Any) -> str:
    """Whether two figures are of the same days: ``same``, ``unstated`` or ``different``."""
    if _printed(first) and _printed(second):
        return "same" if _days(first) == _days(second) else "different"
    return "unstated" if first["count_kind"] == second["count_kind"] == "cumulative" else "different"


def _wholes(claims: pd.DataFrame) -> Iterator[tuple[Any, list[Any]]]:
    """Claims of all groups together whose groups are all given once, with those parts."""
    by_id = {row["claim_id"]: row for _, row in claims.iterrows()}
    parted = claims[claims["part_of"].notna() & claims["subgroup"].isna()]
    for (whole_id, measure), same in parted.groupby(["part_of", "measure"]):
        whole = by_id.get(whole_id)
        complete = len(same) == len(GROUPS_OF_ALL) and set(same["group"]) == GROUPS_OF_ALL
        if complete and whole is not None and whole["group"] == "all" and whole["measure"] == measure:
            yield whole, _rows(same, ["group"])


def _announced(claims: pd.DataFrame) -> pd.DataFrame:
    """Cumulative figures of announcements whose day is known."""
    dated = claims["series_id"].notna() & (claims["clock"] == "release")
    return claims[dated & (claims["count_kind"] == "cumulative")]


def _rows(frame: pd.DataFrame, by: Sequence[str] = ()) -> list[Any]:
    """Rows in an order that their ids settle last, so that renaming them changes no sentence where it can."""
    return [row for _, row in frame.sort_values([*by, "value", "publisher", "claim_id"]).iterrows()]


def _joined(parts: Iterable[str], between: str = "; ") -> str:
    """Parts in a row, each once."""
    return between.join(dict.fromkeys(parts))


def _quoted(indicators: pd.DataFrame) -> Iterator[tuple[Any, Any]]:
    by_id = {row["indicator_id"]: row for _, row in indicators[indicators["status"] == "active"].iterrows()}
    for row in by_id.values():
        if known(row["quotes"]) and row["quotes"] in by_id:
            yield row, by_id[row["quotes"]]


def _exclude(first: Any, second: Any) -> bool:
    intervals = interval_of(first), interval_of(second)
    return None not in intervals and disjoint(*intervals)  # type: ignore[arg-type]


def _inside(first: Any, second: Any) -> bool:
    return bool(first["part_of"] == second["claim_id"] or second["part_of"] == first["claim_id"])


def _unique(rows: Sequence[Any], key: str = "claim_id") -> list[Any]:
    return list({row[key]: row for row in rows}.values())


def _ids(rows: Sequence[Any], key: str = "claim_id") -> tuple[str, ...]:
    return tuple(sorted(row[key] for row in rows))


def _document(row: Any) -> str:
    return source_name(row)


def _sum(parts: Sequence[Any]) -> str:
    total = sum(float(row["value"]) for row in parts if known(row["value"]))
    return " + ".join(figure_text(row) for row in parts) + f" = {number_text(total)}"


def _reach(interval: Interval) -> str:
    low, high = interval
    if low == high:
        return number_text(low)
    return f"{number_text(low)} or more" if high == INFINITY else f"{number_text(low)} to {number_text(high)}"


def _printed(claim: Any) -> bool:
    return any(known(claim[name]) for name in ("scope_start", "scope_end", "scope_hours"))


def _days(claim: Any) -> str:
    parts = [_period(claim["scope_start"], claim["scope_end"])] if known(claim["scope_start"]) else []
    parts += [f"{number_text(claim['scope_hours'])} hours"] if known(claim["scope_hours"]) else []
    return ", ".join(parts) or f"until {say_day(claim['scope_end'])}"


def _period(start: Any, end: Any) -> str:
    if not known(end):
        return f"from {say_day(start)}"
    return say_day(start) if start == end else f"{say_day(start)} to {say_day(end)}"


def _within(part: Any, whole: Any) -> bool:
    """Whether a part's days lie in its whole's; hours alone can't be placed."""
    if not all(known(claim[name]) for claim in (part, whole) for name in ("scope_start", "scope_end")):
        return True
    return bool(whole["scope_start"] <= part["scope_start"] and part["scope_end"] <= whole["scope_end"])


def _span(report: Any) -> Interval:
    off = timedelta(days=DAYS_OFF[int(report["date_prec"])])
    start, end = (date.fromisoformat(report[name]) for name in ("start", "end"))
    return float((start - off).toordinal()), float((end + off).toordinal())
