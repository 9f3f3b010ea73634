"""Write the index behind the search field: answers to numbers, days, groups, names and questions.

Sphinx indexes the words of pages; this index adds what a reader asks, each with a
sentence and its page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from claimbook.analysis.claims import UNATTRIBUTED, of_now
from claimbook.analysis.numbers import address_of
from claimbook.analysis.rule_sets import RULE_SETS
from claimbook.components.cards import of_whom
from claimbook.components.elements import reported_days, short_day
from claimbook.components.page import anchor, page_of_topic
from claimbook.ledger.records import (
    Claim,
    Day,
    EstimateRow,
    Event,
    Indicator,
    Number,
    Party,
    Place,
    Report,
    Source,
    Statement,
    given,
    grouped_by,
    records_of,
    unique_by,
)
from claimbook.ledger.vocabulary import EARLIER, GROUPS, MEASURES, SIDE_OF_GROUP, TOPICS
from claimbook.ledger.wording import (
    capital_text,
    count,
    counted,
    day_in_words,
    figure_in_words,
    number_text,
    source_name,
    value_in_words,
    years_in_words,
)
from claimbook.publish.edition import Edition

# Words that readers type for a group or a measure. They say nothing of how the book names anybody.
GROUP_WORDS = {
    "militants": ("militant", "rebel", "fighter", "insurgent", "terrorist", "separatist", "gunman", "gunmen"),
    "security_forces": ("soldier", "troop", "police", "policeman", "policemen", "personnel", "force", "guard"),
    "civilians": ("civilian", "resident", "labourer", "laborer", "worker", "passenger"),
    "prisoners": ("prisoner", "inmate"),
}
# Of these, the words for a part of the group, of which a figure of the whole says nothing.
PART_WORDS = {
    "security_forces": ("soldier", "troop", "police", "policeman", "policemen", "guard"),
    "civilians": ("labourer", "laborer", "worker", "passenger"),
}
# Words for parts of groups, as the ledger names them.
WORDS_FOR_PARTS = {"women": ("woman", "female"), "children": ("child", "kid", "kids", "minor", "minors")}
MEASURE_WORDS = {
    "killed": ("killed", "killing", "dead", "death", "died", "toll", "fatality", "deceased"),
    "captured": ("captured", "hostage", "captive", "abducted", "kidnapped", "detained"),
    "freed": ("freed", "released", "escaped"),
    "wounded": ("wounded", "injured", "hurt"),
    "missing": ("missing",),
    "displaced": ("displaced", "fled"),
    "casualties": ("casualty",),
    "attackers": ("attacker", "assailant", "participant", "participated"),
}
# Words that mean deaths only beside a party or a group.
LOSS_WORDS = ("loss", "losses", "lost", "lose", "own")
# Words for the people of a side, beside a word for losses.
SIDE_WORDS = {"security_forces": ("army", "military", "government", "state")}
NO_SPEAKER = "no speaker named"
# Pages that hold nearly every word: they come after the others.
REGISTERS = ("claims", "compare", "changes")
# Pages with a table that an address can narrow to the rows with a word.
NARROWED = ("claims", "statements")
# What readers ask, by the words they ask it in: page, and the words of its link.
QUESTIONS = (
    (
        "statements.html#who-is-said-to-have-acted-first",
        "Who is said to have acted first",
        "first start began provoked fired",
    ),
    (
        "timeline.html",
        "When it began, and when each count was given out",
        "when start began begin begun date timeline chronology",
    ),
    (
        "inconsistencies.html",
        "What doesn’t fit together",
        "inconsistency contradiction contradict disagree differ wrong",
    ),
    (
        "index.html",
        "Has anybody checked the latest figures?",
        "verified verification verify independent independently confirmed confirm checked check true proof",
    ),
    (
        "statements.html",
        "Who accuses whom, and who answers",
        "accuse blame deny behind claimed statement responsibility",
    ),
    (
        "places.html",
        "Places and the map",
        "where map place town district city area",
    ),
    (
        "incidents.html",
        "Single incidents",
        "incident prison jail bus bank",
    ),
    (
        "root-causes.html",
        "Statistics and causes that are named",
        "why cause poverty poor literacy education statistic gas mineral",
    ),
    (
        "history.html",
        "Earlier attacks and yearly counts",
        "earlier previous history past insurgency before year yearly",
    ),
    (
        "not-claimed.html",
        "Figures that our sources don’t give",
        "missing gap unknown absent body bodies attackers witness",
    ),
    (
        "casualty-claims.html",
        "Each side’s count",
        "compare count toll total rise rose staircase",
    ),
    (
        "data.html",
        "Data and downloads",
        "data download csv json spreadsheet excel licence license",
    ),
    (
        "about.html",
        "Who makes the book, and how to report an error",
        "about contact author editor funding correction mistake error report made makes site website book ai machine "
        "artificial language model",
    ),
    (
        "how-to-read.html",
        "Common mistakes with figures like these",
        "read average understand",
    ),
    (
        "sources.html",
        "The reports behind the figures",
        "source document outlet newspaper reports",
    ),
    (
        "methods.html",
        "Methods",
        "method rule latest compare speaker",
    ),
    (
        "changes.html",
        "What changed, and why",
        "change changed corrected update",
    ),
)


def write_index(edition: Edition, leads: Mapping[str, str]) -> None:
    """Write ``find-index.js``: a script rather than JSON, so that it also works from a disk.

    ``leads`` is a sentence on each page, by its address without the ending, in the
    order of reading.
    """
    figures = [
        {
            "value": number.value,
            "label": number_text(number.value),
            "href": address_of(number),
            "says": number.says.split("\n"),
        }
        for number in records_of(edition.tables["numbers"], Number)
    ]
    figures += _background(edition, [one["value"] for one in figures])
    kinds = (
        _places(edition),
        _incidents(edition),
        _dated_events(edition),
        _topics(edition),
        _parties(edition),
        _parts(edition),
        _names_given(edition),
        _documents(edition),
    )
    names = [entry for kind in kinds for entry in sorted(kind, key=_order)]
    groups = {code: name for code, name in GROUPS.items() if name}
    content = {
        "figures": figures,
        "computed": list(_computed(edition)),
        "days": list(_days(edition)),
        "subjects": list(_subjects(edition)),
        "names": names,
        "statements": list(_statements(edition)),
        "questions": [
            {"href": page, "name": name, "words": asked.split(), "says": leads.get(page.partition(".html")[0], "")}
            for page, name, asked in QUESTIONS
            if page.partition(".html")[0] in leads  # an empty chapter has no page
        ],
        "words": {
            "groups": _of_codes(GROUP_WORDS, GROUPS),
            "parts": _of_codes(PART_WORDS, GROUPS),
            "measures": _of_codes(MEASURE_WORDS, MEASURES),
            "losses": LOSS_WORDS,
            "sides": _of_codes(SIDE_WORDS, GROUPS),
            "names": {"groups": groups, "measures": dict(MEASURES)},
        },
        "leads": {page: leads[page] for page in sorted(leads, key=_rank) if leads[page]},
        "registers": REGISTERS,
        "narrowed": NARROWED,
        "contact": bool(edition.ledger.about["contact"]),
    }
    edition.write("find-index.js", f"claimbookFind({json.dumps(content, ensure_ascii=False, indent=0)});\n")


def _of_codes(words: Mapping[str, Sequence[str]], codes: Iterable[str]) -> dict[str, Sequence[str]]:
    """Keep the words for codes that this package has.

    >>> _of_codes({"soldiers": ("troop",), "militants": ("rebel",)}, ["civilians", "militants"])
    {'militants': ('rebel',)}
    """
    return {code: words[code] for code in codes if code in words}


def _rank(page: str) -> tuple[bool, bool]:
    """Put chapters before the pages made from a template, and those before registers."""
    return page in REGISTERS, "/" in page


def _order(entry: dict[str, Any]) -> tuple[bool, str, str]:
    """Sort by name, what happened earlier last."""
    return entry.get("earlier", False), entry["name"].casefold(), entry["href"]


def _entry(name: str, says: str | list[str], href: str, *spellings: str, **more: Any) -> dict[str, Any]:
    """Return a name with what it leads to, in one line or several.

    ``more`` is ``first`` if it comes before other answers, ``place`` or ``incident`` if
    it is one, ``earlier`` if it is no part of the episode, and the ``group`` that a party's own people are counted in.
    """
    name = capital_text(name)
    return {"name": name, "says": says, "href": href, "spellings": [name, *spellings], **more}


def _computed(edition: Edition) -> Iterator[dict[str, Any]]:
    """Return numbers that nobody gave: sums that the rules of other databases make of the claims."""
    claims = {claim.claim_id: claim for claim in records_of(edition.tables["claims"], Claim)}
    for one in records_of(edition.tables["estimates"], EstimateRow):
        for value in dict.fromkeys(filter(None, (one.low, one.best, one.high))):
            ends = {"low": one.low_of, "best": one.best_of, "high": one.high_of}
            rows = next(given(ends[end]) for end in ends if getattr(one, end) == value).split(";")
            if len(rows) > 1:
                parts = " + ".join(value_in_words(claims[row]) for row in rows)
                how = f"nobody gave it: it is {parts}, one speaker’s figures, added up here in the manner of"
                says = f"{how} {RULE_SETS[one.rule_set].name}"
                yield {"value": value, "name": number_text(value), "href": "rule-sets.html", "says": says}


def _days(edition: Edition) -> Iterator[dict[str, Any]]:
    for day in records_of(edition.tables["days"], Day):
        new = count(int(edition.tables["sources"]["known_on"].eq(day.as_of).sum()), "report")
        yield {
            "day": day.as_of,
            "name": f"What was known on {day_in_words(day.as_of)}",
            "href": f"known/{day.as_of}.html",
            "says": f"{new} appeared",
        }


def _subjects(edition: Edition) -> Iterator[dict[str, Any]]:
    """Return the latest figures of each group and measure of the episode, in one sentence."""
    claims = records_of(of_now(edition.tables["claims"]), Claim)
    # A total of all people adds up the groups: whoever asks for a toll gets the groups.
    standing = [one for one in claims if one.is_standing and one.least is not None and one.group != "all"]
    wholes = [one for one in standing if one.latest and one.outcome != "echoed"]
    counted_whole = {_matter(one) for one in wholes}
    # A side that counts only some of its own dead is listed with that count.
    own = [one for one in standing if one.own_losses and one.subgroup and _matter(one) not in counted_whole]
    parts = [one for one in own if not (one.part_of_time or one.part_of_place)]
    by_series = grouped_by(parts, lambda one: (*_matter(one), one.subgroup))
    own_parts = [max(series, key=lambda one: one.stated_on) for series in by_series.values()]
    latest = [one for one in (*wholes, *own_parts) if one.in_focus]
    of_episode = {(one.group, one.measure) for one in latest}
    # What no figure of the whole episode counts may be counted in an incident, or by somebody unnamed.
    latest += [one for one in standing if not one.part_of_time and (one.group, one.measure) not in of_episode]
    ordered = sorted(
        latest,
        # What is counted in the whole episode comes before what is counted in an incident.
        key=lambda one: (
            (one.group, one.measure) not in of_episode, one.group, one.measure, one.speaker, one.least or 0,
            one.claim_id,
        ),
    )  # fmt: skip
    for (group, measure), same in grouped_by(ordered, lambda one: (one.group, one.measure)).items():
        said = dict.fromkeys(
            f"{value_in_words(one)}{f' {one.subgroup}' if one.subgroup else ''} {_told_by(one)}" for one in same
        )
        yield {
            "group": group,
            "measure": measure,
            "name": capital_text(f"{GROUPS[group]} {MEASURES[measure]}".strip()),
            "href": "index.html" if measure == "killed" else f"claims.html?search={quote(_shared(same))}",
            "says": "; ".join(said),
        }


def _shared(claims: Sequence[Claim]) -> str:
    """Return words that the register prints for each of these claims: with several parts, those for the group."""
    each = {counted(claim) for claim in claims}
    return each.pop() if len(each) == 1 else GROUPS[claims[0].group]


def _matter(claim: Claim) -> tuple[str, ...]:
    """Return whose figure of what a claim is."""
    return claim.speaker_id, claim.event_id, claim.measure, claim.group


def _places(edition: Edition) -> Iterator[dict[str, Any]]:
    pages = {page.docname for page in edition.pages}
    for place in records_of(edition.ledger["places"], Place):
        page = f"places/{place.place_id}"
        if page in pages:
            variants = place.variants.split(";") if place.variants else []
            yield _entry(place.name, f"place, {place.kind}", f"{page}.html", *variants, first=True, place=True)


def _incidents(edition: Edition) -> Iterator[dict[str, Any]]:
    """Return the incidents and earlier episodes, each with its figures; a name of a place asks for its incidents."""
    pages = {page.docname for page in edition.pages}
    claims = [one for one in records_of(edition.tables["claims"], Claim) if one.is_standing]
    events = {event.event_id: event for event in records_of(edition.ledger["events"], Event)}
    for event_id, own in grouped_by(claims, lambda one: one.event_id).items():
        page = f"incidents/{event_id}"
        if not (page in pages or events[event_id].kind in EARLIER):
            continue
        ordered = sorted(own, key=lambda one: (not one.is_whole, one.stated_on, one.claim_id))
        figures = dict.fromkeys(f"{figure_in_words(one)} {_told_by(one, event_id)}" for one in ordered)
        places = {given(one.place) for one in own if f"places/{one.scope_place}" in pages}
        name = events[event_id].name
        href = f"{page}.html" if page in pages else f"claims.html?search={quote(name)}"
        earlier = events[event_id].kind in EARLIER
        yield _entry(name, list(figures), href, *sorted(places), first=True, incident=True, earlier=earlier)


def _dated_events(edition: Edition) -> Iterator[dict[str, Any]]:
    """Return the events that have no page of their own, such as a network that was cut, each with its reported days."""
    pages = {page.docname for page in edition.pages}
    reports = records_of(of_now(edition.tables["reports"]), Report)
    for event_id, own in grouped_by(sorted(reports, key=lambda one: one.report_id), lambda one: one.event_id).items():
        if f"incidents/{event_id}" not in pages:
            days = [f"{reported_days(one).striptags()} ({source_name(one)})" for one in own]
            yield _entry(own[0].event, days, "timeline.html")


def _background(edition: Edition, known: Collection[object]) -> Iterator[dict[str, Any]]:
    """Return the background figures whose number no claim has and no report read in full quotes."""
    pages = {page.docname for page in edition.pages}
    indicators = [one for one in records_of(edition.tables["indicators"], Indicator) if one.status == "active"]
    other = [one for one in indicators if one.value not in known and page_of_topic(one.topic) in pages]
    for value, same in grouped_by(sorted(other, key=lambda one: one.indicator_id), lambda one: one.value).items():
        if value is not None:
            says = [
                f"{value_in_words(one)}: {one.measure}, {of_whom(one)}, {years_in_words(one)} ({source_name(one)})"
                for one in same
            ]
            href = f"{page_of_topic(same[0].topic)}.html#{anchor(same[0])}"
            yield {"value": value, "label": number_text(value), "href": href, "says": says}


def _topics(edition: Edition) -> Iterator[dict[str, Any]]:
    """Return the topics of background figures, each with the figures that reports read in full quote."""
    pages = {page.docname for page in edition.pages}
    quoted = [one for one in records_of(edition.tables["indicators"], Indicator) if one.has_page]
    by_topic = grouped_by(sorted(quoted, key=lambda one: one.indicator_id), lambda one: one.topic)
    for topic, own in by_topic.items():
        page, title = page_of_topic(topic), TOPICS[topic]
        if page in pages:
            says = [f"{value_in_words(one)}: {one.measure}, {of_whom(one)} ({source_name(one)})" for one in own]
            yield _entry(title, says, f"{page}.html", f"{title} rate", first=True)


def _parties(edition: Edition) -> Iterator[dict[str, Any]]:
    """Return those who give or relay a claim, each with the page of the speaker that they count as."""
    pages = {page.docname for page in edition.pages}
    claims, statements = edition.ledger["claims"], edition.ledger["statements"]
    speaking = {*claims["claimant_id"].dropna(), *claims["relayed_by"].dropna()}
    stating = {*statements["speaker_id"].dropna(), *statements["target_id"].dropna()} - {*speaking, UNATTRIBUTED}
    roots = dict(zip(edition.tables["parties"]["party_id"], edition.tables["parties"]["root"], strict=True))
    for party in records_of(edition.ledger["parties"], Party):
        if party.party_id in speaking and party.party_id != UNATTRIBUTED:
            page = f"speakers/{roots[party.party_id]}"
            href = f"{page}.html" if page in pages else f"claims.html?search={quote(party.name)}"
            aliases = re.findall(r"printed as ([A-Z][^.;]*)", party.notes or "")
            spellings = (*_spellings(party.name), *aliases)
            group = next((code for code in SIDE_OF_GROUP if SIDE_OF_GROUP[code] == party.side), None)
            yield _entry(party.name, "who said what, in order of time", href, *spellings, group=group)
        elif party.party_id in stating and "statements" in pages:
            href = f"statements.html?search={quote(party.name)}"
            yield _entry(party.name, "statements by it and about it", href, *_spellings(party.name))


def _told_by(claim: Claim, of: str = "") -> str:
    """Return the speaker and the day of a figure in brackets; with its event if that isn't the one looked at."""
    who = NO_SPEAKER if claim.speaker_id == UNATTRIBUTED else claim.claimant
    event = "" if claim.in_focus or claim.event_id == of else f"; {claim.event}"
    return f"({who}, {short_day(claim)}{event})"


def _parts(edition: Edition) -> Iterator[dict[str, Any]]:
    """Return the parts of groups that figures are of, such as a branch of the forces."""
    claims = [one for one in records_of(of_now(edition.tables["claims"]), Claim) if one.subgroup and one.is_standing]
    ordered = sorted(claims, key=lambda one: (not one.in_focus, one.stated_on, one.claim_id))
    for part, same in grouped_by(ordered, lambda one: given(one.subgroup)).items():
        says = list(dict.fromkeys(f"{figure_in_words(one)} {_told_by(one)}" for one in same))
        spellings = (*_spellings(part), *WORDS_FOR_PARTS.get(part, ()))
        yield _entry(part, says, f"claims.html?search={quote(part)}", *spellings, first=True)


def _names_given(edition: Edition) -> Iterator[dict[str, Any]]:
    """Return the names that speakers give to operations and to each other, each with where it is printed."""
    statements = records_of(edition.tables["statements"], Statement)
    pages = {page.docname for page in edition.pages}
    named = [one for one in statements if one.kind == "name" and f"sources/{one.page_id}" in pages]
    for name, same in grouped_by(named, lambda one: one.value_text).items():
        first = min(same, key=lambda one: (one.speaker_id == UNATTRIBUTED, one.known_on, one.statement_id))
        by = "a report" if first.speaker_id == UNATTRIBUTED else first.speaker
        place = f"sources/{first.page_id}.html#statement-{first.statement_id}"
        yield _entry(name, f"a name, as {by} gives it", place)


def _statements(edition: Edition) -> Iterator[dict[str, Any]]:
    """Return what is said apart from figures, in our words, with the words of the report to be found by."""
    pages = {page.docname for page in edition.pages}
    for one in records_of(edition.tables["statements"], Statement):
        page = f"sources/{one.page_id}"
        if one.kind != "contradiction" and page in pages:  # which a reader found, said by nobody
            said_by = "the report itself" if one.speaker_id == UNATTRIBUTED else one.speaker
            says = f"{capital_text(said_by)}, in {source_name(one)}"
            yield {
                "name": one.summary,
                "says": says,
                "href": f"{page}.html#statement-{one.statement_id}",
                "printed": one.value_text,
            }


def _spellings(name: str) -> list[str]:
    """Return a name without its article and brackets, its initials, what it has in brackets, and its short form.

    >>> _spellings("the Baloch Liberation Army (BLA)")
    ['Baloch Liberation Army', 'BLA', 'BLA']
    """
    bare = name.partition(" (")[0].removeprefix("the ")
    words = re.split(r"[\s-]+", bare)
    initials = "".join(word[0] for word in words if word[:1].isupper())
    short = [name.replace("United Nations", "UN")] if "United Nations" in name else []
    shorter = [*([bare] if bare != name else []), *([initials] if len(initials) > 1 else [])]
    return [*shorter, *re.findall(r"\(([A-Z]{2,})\)", name), *short]


def _documents(edition: Edition) -> Iterator[dict[str, Any]]:
    for source in unique_by(records_of(edition.tables["sources"], Source), lambda one: one.page_id):
        place = f"/{source.page_id}.html" if source.has_page else f".html#{source.source_id}"
        title = [source.title] if source.title else []
        says = f"report, titled “{source.title}”" if title else "report whose title wasn’t seen"
        yield _entry(source_name(source), says, f"sources{place}", *title)
