"""Describe claims: independent speaker, date of statement, and whether the figure is current.

Returns the *book tables* that pages select from. Reads no files and computes no
average or best figure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from claimbook.ledger.records import end_of_chain
from claimbook.ledger.tables import Ledger, known_on
from claimbook.ledger.vocabulary import EARLIER, OUTSIDE, SAID_ON, SIDE_OF_GROUP
from claimbook.ledger.wording import slug

UNATTRIBUTED = "unattributed"
# A count given on more days meets any number some day, and its numbers have no page each.
SERIES_IN_FULL = 30
LONGEST_NAME = 60  # characters of an address that a publisher's name gives

# A kind of event: a part of a conflict's history.
PHASE = "phase"

# A claim can be the latest among those that agree in these columns.
SERIES = ["speaker_id", "event_id", "question_place", "measure", "group", "people_of"]
# A part of a group is replaced only by another figure of the same part.
SERIES_OF_PART = [*SERIES, "subgroup"]
NUMBER = ["value_low", "value", "value_high"]
VALUE_OF_SERIES = [*SERIES_OF_PART, "qualifier", *NUMBER]

# What a figure rests on that is another's count.
REPEATING = ("repetition", "sum")

# What can date a statement, the best first.
CLOCKS = [*SAID_ON]
# More announcements than a day has.
MANY = 1_000_000

# What happens to a claim in an estimate; reasons are tried in this order.
OUTCOMES = {
    "used": "current",
    "withdrawn": "withdrawn by the editors",
    "restated": "repeats another figure of its own report",
    "narrower": "covers only part of the group",
    "part_of_place": "covers only part of the area",
    "part_of_time": "covers only part of the time",
    "unquantified": "is printed without a number",
    "unattributed": "has no named speaker",
    "echoed": "is a number that one side had given before",
    "superseded": "was followed by a later figure of its speaker or side",
    "repeated": "is the same figure of the same speaker or side, used from another report",
}


def book_tables(ledger: Ledger) -> dict[str, pd.DataFrame]:
    """Return the basic tables of the book, each sorted by id.

    Returns
    -------
    dict of str to DataFrame
        ``sources``, ``claims``, ``reports``, ``statements``, ``mentions``,
        ``indicators``, ``events``, ``places`` and ``parties``. Withdrawn reports,
        statements and mentions are left out; claims and indicators stay, marked as
        withdrawn.
    """
    sources = describe_sources(ledger)
    claims = describe_claims(ledger)
    return {
        "sources": sources,
        "claims": claims,
        "reports": describe_reports(ledger),
        "statements": describe_statements(ledger),
        "mentions": describe_mentions(ledger),
        "indicators": describe_indicators(ledger, sources),
        "events": ledger["events"],
        "places": ledger["places"],
        "parties": ledger["parties"].assign(root=roots(ledger["parties"])),
    }


def roots(parties: pd.DataFrame) -> pd.Series:
    """Return the party at the end of each party's chain of ``speaks_for``.

    Parties with the same root are one independent speaker.
    """
    onward = dict(zip(parties["party_id"], parties["speaks_for"].fillna(""), strict=True))
    return parties["party_id"].map(lambda party: end_of_chain(party, onward))


def describe_sources(ledger: Ledger) -> pd.DataFrame:
    """Return sources with their publication day, number of figures, and whether each has its own page.

    A document cited only for background figures has no page: the page of their
    topic shows them. Rows of a dataset share a page, see ``_with_page_ids``.
    """
    sources = _with_page_ids(ledger["sources"])
    claims, indicators = (ledger[table]["source_id"].value_counts(sort=False) for table in ("claims", "indicators"))
    counts = sources["source_id"].map(claims).fillna(0) + sources["source_id"].map(indicators).fillna(0)
    said = [_active(ledger[table])["source_id"] for table in ("event_reports", "statements", "mentions")]
    carrying = sources["source_id"].isin(claims.index) | sources["source_id"].isin(pd.concat(said))
    has_page = (sources["role"] == "coded") | carrying
    return sources.assign(known_on=known_on(sources), numbers=counts.astype("Int64"), has_page=has_page.astype(bool))


def describe_claims(ledger: Ledger) -> pd.DataFrame:
    """Return claims with speaker, dates and use.

    Adds
    ----
    speaker_id, speaker, side
        The root of the claimant's ``speaks_for``, its name and side.
    claimant, relay, people, perpetrator, event, place
        Names for the ids of the same row.
    event_kind
        Kind of the event; events of the kinds in ``EARLIER`` appear only in the history.
    known_on
        Day on which the document became known.
    stated_on, clock
        Day on which the figure was stated: that of its announcement if known
        (clock ``release``), else an earlier day as of which the document gives it
        (``as_of``), else the day of publication (``publication``) or, for an undated
        document, the earliest possible day (``earliest``).
    announced_in
        The document that dates the announcement.
    question_place, part_of_place
        The place, if it sets the claim apart from others of its event, measure and
        group, and whether it is inside the place of another of these.
    order_in_day
        Which announcement of its day it was, where a text shows it.
    series_id
        The running count that the announcement belongs to.
    people_side
        The side whose people are counted: that of the party they belong to or, if
        the text doesn't say, of their group; blank if neither has one.
    own_losses
        Whether the speaker speaks about its own side's losses.
    least
        The number printed, of a range its lower end; blank if there is none.
    part_of_time
        As defined by ``is_part_of_time``.
    is_standing, is_whole, is_toll, is_echo
        As defined by the functions of these names.
    latest
        Whether it is the speaker's latest figure for its event, measure
        and group, among active claims that repeat no other and cover the whole
        group. Several claims can be latest, since a speaker can be reported with
        two figures on one day. Unnamed speakers and figures without a number are
        never latest.
    role
        Whether its document is read in full (``coded``) or cited (``context``).
    outcome
        ``used``, or why it is not used: a key of ``OUTCOMES``.
    revision
        The row's last change in the corrections log; blank if it isn't recorded yet.
    """
    claims, parties = ledger["claims"], ledger["parties"].set_index("party_id")
    root = dict(zip(ledger["parties"]["party_id"], roots(ledger["parties"]), strict=True))
    speaker = claims["claimant_id"].map(root)
    events = look_up(claims["event_id"], ledger["events"], "name", "kind")
    releases = look_up(claims["release_id"], ledger["releases"], "stated_on", "order_in_day", "series_id", "source_id")
    announced = releases["stated_on"]
    reports = _publication(ledger["sources"]).join(
        ledger["sources"][["title", "url"]].rename(columns={"title": "report_title", "url": "report_url"})
    )
    described = claims.merge(reports, on="source_id", how="left").assign(
        speaker_id=speaker,
        speaker=speaker.map(parties["name"]),
        side=speaker.map(parties["side"]),
        claimant=_names(claims["claimant_id"], ledger["parties"]),
        relay=_names(claims["relayed_by"], ledger["parties"]),
        people=_names(claims["people_of"], ledger["parties"]),
        perpetrator=_names(claims["perpetrator_id"], ledger["parties"]),
        event=events["name"],
        event_kind=events["kind"],
        place=_names(claims["scope_place"], ledger["places"]),
    )
    as_of = described["stated_as_of"].where(described["stated_as_of"] < described["known_on"])
    described["stated_on"] = announced.fillna(as_of).fillna(described["known_on"])
    described["order_in_day"] = releases["order_in_day"]
    described["series_id"] = releases["series_id"]
    undated = described["claim_id"].notna() & described["published_on"].isna()
    published = undated.map({True: "earliest", False: "publication"})
    described["clock"] = published.mask(as_of.notna(), "as_of").mask(announced.notna(), "release")
    described["announced_in"] = releases["source_id"]
    described["people_side"] = find_people_side(described, parties["side"])
    described["own_losses"] = described["side"] == described["people_side"]
    described["least"] = described["value"].fillna(described["value_low"])
    described["question_place"], described["part_of_place"] = _places_in_question(described, ledger["places"])
    described["part_of_time"] = is_part_of_time(described)
    described["is_standing"] = is_standing(described)
    described["is_whole"] = is_whole(described)
    described["is_toll"] = is_toll(described)
    described["is_echo"] = is_echo(described)
    described["latest"] = find_latest(described)
    described[["stood_until", "next_clock"]] = next_figures(described)
    described["role"] = _roles(claims, ledger)
    described["outcome"] = find_outcomes(described)
    described["revision"] = claims["claim_id"].map(last_changes(ledger["changes"])).astype("str")
    return described


def last_changes(changes: pd.DataFrame) -> dict[str, str]:
    """Return the last logged change of each claim."""
    of_claims = changes[changes["table"] == "claims"].sort_values("change_id")
    return dict(zip(of_claims["row_id"], of_claims["change_id"], strict=True))


def find_people_side(claims: pd.DataFrame, side_of: pd.Series) -> pd.Series:
    """Return the side whose people each claim counts; blank if they belong to none."""
    said = claims["people_of"].map(side_of)
    return said.fillna(claims["group"].map(dict(SIDE_OF_GROUP)))


def _places_in_question(claims: pd.DataFrame, places: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the place that sets each claim apart from others of its question, and whether it is inside another's.

    Claims about one event, measure and group, of one party's people, are of one
    question. Its widest place sets nothing apart and is blank, as a place that the
    text does not give.
    """
    parents = dict(zip(places["place_id"], places["parent_id"].fillna(""), strict=True))
    question = ["event_id", "measure", "group", "people_of"]
    claims = claims[[*question, "scope_place"]].assign(people_of=claims["people_of"].fillna(""))
    named: dict[tuple[str, ...], set[str]] = {}
    for *key, place in claims.dropna().drop_duplicates().itertuples(index=False):
        named.setdefault(tuple(key), set()).add(place)
    inside = {key: {one for one in of_key if _is_inside(one, of_key, parents)} for key, of_key in named.items()}

    def described(*row: Any) -> tuple[str | None, bool]:
        *key, place = row
        within = inside.get(tuple(key), set())
        if pd.isna(place) or (place not in within and len(named[tuple(key)] - within) == 1):
            return None, False
        return place, place in within

    found = [described(*row) for row in zip(*(claims[name] for name in (*question, "scope_place")), strict=True)]
    return (
        pd.Series([place for place, _ in found], index=claims.index, dtype="str"),
        pd.Series([is_part for _, is_part in found], index=claims.index, dtype="bool"),
    )


def _is_inside(place: str, others: set[str], parents: Mapping[str, str]) -> bool:
    """Whether one of some other places has a place inside it."""
    seen = {place}
    while (place := parents.get(place, "")) and place not in seen:
        if place in others:
            return True
        seen.add(place)
    return False


def find_outcomes(claims: pd.DataFrame) -> pd.Series:
    """Return what happens to each claim in an estimate: ``used``, or the one reason why it is not used.

    Every claim has exactly one outcome; ``OUTCOMES`` explains each. If several
    documents carry a figure of one speaker, only the claim of the earliest document
    is used; of announcements that repeat a figure, the last.
    """
    figures = claims.loc[claims["latest"], VALUE_OF_SERIES]
    # Sort only figures that occur several times: sorting text is the slowest step here.
    several = figures[figures.duplicated(keep=False)]
    first_known = claims.loc[several.index, ["known_on", "claim_id"]].sort_values(["known_on", "claim_id"]).index
    again = several.loc[first_known].duplicated().reindex(claims.index, fill_value=False)
    replaced = set(claims["supersedes"].dropna())
    reasons = {
        "withdrawn": claims["status"] != "active",
        "restated": claims["restates"].notna(),
        "narrower": claims["subgroup"].notna(),
        "part_of_place": claims["part_of_place"],
        "part_of_time": claims["part_of_time"],
        "unquantified": claims["qualifier"] == "unquantified",
        "unattributed": claims["speaker_id"] == UNATTRIBUTED,
        "echoed": claims["is_echo"],
        "superseded": ~claims["latest"] & (claims["stood_until"].notna() | claims["claim_id"].isin(replaced)),
        "repeated": again | ~claims["latest"],
    }
    met = [applies.to_numpy(dtype=bool) for applies in reasons.values()]
    return pd.Series(np.select(met, list(reasons), "used"), index=claims.index, dtype="str")


def is_echo(claims: pd.DataFrame) -> pd.Series:
    """Given by a speaker outside the sides, and a number that a side had given before.

    The same number of the same people, place and event, given by a side on an earlier
    day than the speaker first gave it. A figure that says on which count of its own
    it rests is its speaker's, whatever others gave; so is one of a long series.
    """
    matter = ["event_id", "measure", "group", "subgroup", "people_of", "question_place", "part_of_time"]
    matter += ["qualifier", "value_low", "value", "value_high"]
    active = (claims["status"] == "active") & claims["least"].notna() & (claims["speaker_id"] != UNATTRIBUTED)
    active &= ~is_of_long_series(claims)
    is_outside = claims["side"].isin(list(OUTSIDE))
    outside = claims.loc[active & is_outside, [*matter, "speaker_id", "stated_on", "basis"]].reset_index(names="row")
    by_sides = claims.loc[active & ~is_outside & (claims["clock"] != "earliest"), [*matter, "stated_on"]]
    first_said = outside.sort_values("stated_on").drop_duplicates([*matter, "speaker_id"])
    first_given = by_sides.merge(outside[matter].drop_duplicates(), on=matter)
    first_given = first_given.sort_values("stated_on").drop_duplicates(matter)
    known = first_said.merge(first_given, on=matter, suffixes=("", "_given"))
    known = known[known["stated_on_given"] < known["stated_on"]]
    repeated = outside.merge(known[[*matter, "speaker_id"]], on=[*matter, "speaker_id"])
    unfounded = repeated["basis"].isna() | repeated["basis"].isin(REPEATING)
    return pd.Series(claims.index.isin(repeated.loc[unfounded, "row"]), index=claims.index)


def is_of_long_series(claims: pd.DataFrame) -> pd.Series:
    """One of a speaker's figures of an event, measure and group, given on more than ``SERIES_IN_FULL`` days."""
    days = claims.groupby(["speaker_id", "event_id", "measure", "group"])["stated_on"].transform("nunique")
    return days > SERIES_IN_FULL


def is_standing(claims: pd.DataFrame) -> pd.Series:
    """Neither withdrawn nor a repetition of another figure in the same document."""
    return (claims["status"] == "active") & claims["restates"].isna()


def is_part_of_time(claims: pd.DataFrame) -> pd.Series:
    """Said to count a part of the time only, by its own text or, if that is silent, by another of its announcement."""
    same = ["release_id", "measure", "group", "subgroup", "value"]
    increments = claims["count_kind"] == "increment"
    announced = claims.loc[increments & claims["release_id"].notna() & claims["value"].notna(), same].drop_duplicates()
    elsewhere = claims[same].merge(announced.assign(known=True), on=same, how="left")["known"].notna().to_numpy()
    return increments | (elsewhere & (claims["count_kind"] == "not_stated"))


def is_whole(claims: pd.DataFrame) -> pd.Series:
    """Not of a part of the group, of the place or of the time only."""
    return claims["subgroup"].isna() & ~claims["part_of_place"] & ~claims["part_of_time"]


def is_toll(claims: pd.DataFrame) -> pd.Series:
    """A standing, whole count of people killed, with a number."""
    return is_standing(claims) & is_whole(claims) & (claims["measure"] == "killed") & claims["least"].notna()


def _can_be_latest(claims: pd.DataFrame) -> pd.Series:
    """Return which claims can be a named speaker's current figure: standing, whole, with a number."""
    return _is_counted(claims) & is_whole(claims)


def _is_counted(claims: pd.DataFrame) -> pd.Series:
    """Return which claims are standing, of a named speaker, and with a number."""
    named = claims["speaker_id"] != UNATTRIBUTED
    return is_standing(claims) & named & (claims["qualifier"] != "unquantified")


def find_latest(claims: pd.DataFrame) -> pd.Series:
    """Return which claims are their speaker's latest; see ``describe_claims``."""
    candidate = _can_be_latest(claims) & ~claims["claim_id"].isin(set(claims["supersedes"].dropna()))
    candidates = claims.loc[candidate, [*SERIES, "stated_on", "order_in_day"]]
    # Rank the days first: the maximum of text is computed one group at a time, that of numbers at once.
    day = candidates["stated_on"].rank(method="dense")
    newest = day.groupby([candidates[name] for name in SERIES], dropna=False).transform("max")
    last = candidates[day == newest]
    # Within that day, one without an order may be the last, and replaces none.
    ordered = last[last["order_in_day"].notna()]
    order = ordered["order_in_day"].groupby([ordered[name] for name in SERIES], dropna=False).transform("max")
    replaced = ordered.index[ordered["order_in_day"] != order]
    return pd.Series(claims.index.isin(last.index.drop(replaced)), index=claims.index)


def next_figures(claims: pd.DataFrame) -> pd.DataFrame:
    """Return when each claim's speaker gave its next other figure of the same people, and what dates that.

    Columns ``stood_until`` and ``next_clock``, the best clock of several such figures of
    a day; blank if there is none. A figure with the same number is no other, whatever
    words stand before it: “about 40” replaces no 40. A count of a part of the time or
    of the place has none: no later figure replaces it.
    """
    cells = claims[[*SERIES_OF_PART, *NUMBER, "stated_on", "order_in_day", "clock"]].astype(object)
    rows = list(cells.where(cells.notna(), None).itertuples(index=False, name=None))
    width = len(SERIES_OF_PART)
    moments: dict[Any, list[tuple[str, int, Any]]] = {}
    clocks: dict[Any, list[tuple[int, Any]]] = {}
    of_all = ~(claims["part_of_time"] | claims["part_of_place"])
    for (*figure, day, order, clock), candidate in zip(rows, _is_counted(claims) & of_all, strict=True):
        if candidate:
            series = tuple(figure[:width])
            moments.setdefault(series, []).append((day, order or 0, tuple(figure[width:])))
            clocks.setdefault((series, day), []).append((CLOCKS.index(clock), figure[width:]))
    following = {series: _Sequence(of_series) for series, of_series in moments.items()}

    def after(*row: Any) -> tuple[str | None, str | None]:
        *figure, day, order, _ = row
        series, said = tuple(figure[:width]), figure[width:]
        until = following[series].after(day, order or 0, tuple(said)) if series in following else None
        if until is None:
            return None, None
        return until, CLOCKS[min(rank for rank, other in clocks[series, until] if other != said)]

    found = [after(*row) if whole else (None, None) for row, whole in zip(rows, of_all, strict=True)]
    return pd.DataFrame(found, index=claims.index, columns=["stood_until", "next_clock"], dtype="str")


class _Sequence:
    """What one speaker said of one question, in order: finds the next other figure."""

    def __init__(self, moments: Iterable[tuple[str, int, Any]]):
        # Figures given at one time, or on one day in no known order, count as given together.
        figures: dict[tuple[str, int], set[Any]] = {}
        for day, order, figure in moments:
            figures.setdefault((day, order), set()).add(figure)
        self.times = sorted(figures)
        # For each figure of a time, where the first time without it is.
        self.ends: list[dict[Any, int]] = [{} for _ in self.times]
        for at in range(len(self.times) - 1, -1, -1):
            after = self.ends[at + 1] if at + 1 < len(self.times) else {}
            self.ends[at] = {figure: after.get(figure, at + 1) for figure in figures[self.times[at]]}

    def after(self, day: str, order: int, figure: Any) -> str | None:
        """Return the day on which others were given without the figure; on one day, only an order tells."""
        at = bisect_right(self.times, (day, order or MANY))
        if at < len(self.times):
            at = self.ends[at].get(figure, at)
        return self.times[at][0] if at < len(self.times) else None


def describe_reports(ledger: Ledger) -> pd.DataFrame:
    """Return the dates that each document gives for an event, with names for the ids."""
    reports = _active(ledger["event_reports"])
    events = ledger["events"].set_index("event_id")
    return reports.merge(_publication(ledger["sources"]), on="source_id", how="left").assign(
        event=reports["event_id"].map(events["name"]),
        event_kind=_kinds(reports, ledger),
        attribution=_names(reports["attributed_to"], ledger["parties"]),
        role=_roles(reports, ledger),
    )


def describe_indicators(ledger: Ledger, sources: pd.DataFrame) -> pd.DataFrame:
    """Return background figures, withdrawn ones too, with names for the ids and ``has_page`` of their documents."""
    indicators, places = ledger["indicators"], ledger["places"].set_index("place_id")
    return indicators.merge(_publication(ledger["sources"]), on="source_id", how="left").assign(
        speaker=_names(indicators["stated_by"], ledger["parties"]),
        area_name=_names(indicators["area"], ledger["places"]),
        area_kind=indicators["area"].map(places["kind"]).astype("str"),
        area_district=indicators["area"].map(places["district"]).astype("str"),
        role=_roles(indicators, ledger),
        has_page=indicators["source_id"].isin(set(sources.loc[sources["has_page"], "source_id"])),
    )


def describe_statements(ledger: Ledger) -> pd.DataFrame:
    """Return statements that count nothing, with names for the ids and the side of the speaker."""
    statements, parties = _active(ledger["statements"]), ledger["parties"]
    root = dict(zip(parties["party_id"], roots(parties), strict=True))
    return statements.merge(_publication(ledger["sources"]), on="source_id", how="left").assign(
        speaker=_names(statements["speaker_id"], parties),
        relay=_names(statements["relayed_by"], parties),
        target=_names(statements["target_id"], parties),
        side=statements["speaker_id"].map(root).map(parties.set_index("party_id")["side"]),
    )


def describe_mentions(ledger: Ledger) -> pd.DataFrame:
    """Return the places that documents name, with name and district."""
    mentions, places = _active(ledger["mentions"]), ledger["places"].set_index("place_id")
    return mentions.merge(_publication(ledger["sources"]), on="source_id", how="left").assign(
        place=mentions["place_id"].map(places["name"]).astype("str"),
        district=mentions["place_id"].map(places["district"]).astype("str"),
    )


def _kinds(rows: pd.DataFrame, ledger: Ledger) -> pd.Series:
    return _cells(rows["event_id"], ledger["events"], "kind")


def _roles(rows: pd.DataFrame, ledger: Ledger) -> pd.Series:
    return _cells(rows["source_id"], ledger["sources"], "role")


def _active(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["status"] == "active"].reset_index(drop=True)


def _publication(sources: pd.DataFrame) -> pd.DataFrame:
    named = _with_page_ids(sources)[["source_id", "publisher", "agency", "language", "published_on", "page_id"]]
    return named.assign(known_on=known_on(sources))


def _page_name(publisher: str) -> str:
    """Return a publisher's name as the beginning of an address.

    >>> _page_name("Health ministry"), _page_name("Büro"), _page_name("Министерство")
    ('health-ministry', 'buro-96eece', 'dataset-86124e')
    """
    name = slug(publisher)[:LONGEST_NAME].strip("-")
    if name == publisher.lower().replace(" ", "-"):
        return name
    return f"{name or 'dataset'}-{sha256(publisher.encode()).hexdigest()[:6]}"


def _with_page_ids(sources: pd.DataFrame) -> pd.DataFrame:
    """Add the id of the page that shows each document: its own id, or that of its dataset's month.

    Rows of a dataset share a page for each publisher and month, or for each year if
    a row is of a whole month. An underscore, which no id has, keeps it apart from
    the ids of documents. A name that Latin letters don't spell in full has a digest.
    """
    days = known_on(sources)
    periods = days.str[:7].where(sources["published_on"].notna(), days.str[:4])
    slugs = {name: _page_name(name) for name in sources["publisher"].dropna().unique()}
    shared = [f"{slugs.get(name, 'dataset')}_{when}" for name, when in zip(sources["publisher"], periods, strict=True)]
    page_ids = sources["source_id"].where(sources["role"] != "dataset", pd.Series(shared, sources.index, dtype="str"))
    return sources.assign(page_id=page_ids.astype("str"))


def _names(ids: pd.Series, table: pd.DataFrame) -> pd.Series:
    return _cells(ids, table, "name")


def _cells(ids: pd.Series, table: pd.DataFrame, column: str) -> pd.Series:
    cells: Mapping[str, str] = dict(zip(table.iloc[:, 0].tolist(), table[column].tolist(), strict=True))
    return ids.map(cells).astype("str")


def of_now(rows: pd.DataFrame) -> pd.DataFrame:
    """Drop claims or reports about earlier events."""
    return rows[~rows["event_kind"].isin(list(EARLIER))]


def look_up(ids: pd.Series, table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return columns of the rows that the ids name, in the order of the ids; blank for a blank or unknown id."""
    key = table.columns[0]
    return ids.to_frame(key).merge(table[[key, *columns]], on=key, how="left").set_axis(ids.index)
