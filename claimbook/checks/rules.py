"""Rules across cells, rows and files, which a Table Schema can't express.

For tables whose cells are sound: a low above its high, a half-filled anchor, a
chain of ids that returns to its start, a row that differs from the log, a
decision that no longer covers what it was made for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from claimbook.coding.agreement import find_disagreements, find_unsettled, load_readings
from claimbook.coding.known_parties import UNNAMED
from claimbook.errors import DataProblems, Problem
from claimbook.ledger.corrections import find_unlogged_edits
from claimbook.ledger.decisions import RANK, SET_ASIDE, UNREASONABLE, Decision, load_decisions
from claimbook.ledger.package import ANCHORED, DESCRIPTOR, LINE_OF_FIRST_ROW, WHAT_HAPPENED, DataPackage, TextRow
from claimbook.ledger.records import end_of_chain

# Rules across the cells of a row. Each yields column, value, expected, action.

Fault = tuple[str, str, str, str]
Rule = Callable[[TextRow], Iterator[Fault]]


def ordered(low: str, high: str) -> Rule:
    """Two cells of a row must be in order if both are filled."""

    def rule(row: TextRow) -> Iterator[Fault]:
        if row[low] and row[high] and _above(row[low], row[high]):
            yield low, row[low], f"nothing above {high}, which is {row[high]}", "Correct one of the two cells."

    return rule


def together(first: str, second: str) -> Rule:
    """Two cells of a row must both be filled, or neither."""

    def rule(row: TextRow) -> Iterator[Fault]:
        if bool(row[first]) != bool(row[second]):
            blank = first if row[second] else second
            yield blank, "", f"{first} and {second}, both or neither", "Fill the cell, or blank the other."

    return rule


def _above(first: str, second: str) -> bool:
    try:
        return float(first) > float(second)
    except ValueError:
        return first > second  # ISO dates sort as text


def whole_anchor(row: TextRow) -> Iterator[Fault]:
    """An anchor is complete or absent, and as long as its words."""
    parts = {name: row[name] for name in ("paragraph", "span_start", "span_end")}
    blank = [name for name, value in parts.items() if not value]
    if blank and len(blank) < len(parts):
        yield blank[0], "", "paragraph, span_start and span_end, all or none", "Fill the cell, or blank the others."
    elif not blank:
        length = int(row["span_end"]) - int(row["span_start"])
        if length != len(row["value_text"]):
            yield (
                "span_end",
                row["span_end"],
                f"span_start plus the {len(row['value_text'])} characters of value_text",
                "Correct the span or value_text.",
            )


def value_fits_qualifier(row: TextRow) -> Iterator[Fault]:
    """A range has two ends and no value; an unquantified figure has neither; all others have a value."""
    qualifiers = row["qualifier"].split(";")
    wanted = {"value_low", "value_high"} if "range" in qualifiers else {"value"}
    if "unquantified" in qualifiers:
        wanted = set()
    for column in ("value_low", "value", "value_high"):
        if column in wanted and not row[column]:
            yield column, "", f"a number, since the qualifier is {row['qualifier']}", "Fill it or change the qualifier."
        if column not in wanted and row[column]:
            yield (
                column,
                row[column],
                f"blank, since the qualifier is {row['qualifier']}",
                "Blank it or change the qualifier.",
            )


def part_is_named(row: TextRow) -> Iterator[Fault]:
    """A sex or an age group limits a figure to a part of its group, which is named."""
    for column in ("sex", "age_group"):
        if row.get(column) and not row["subgroup"]:
            yield column, row[column], "a subgroup beside it", "Name the part in subgroup, such as women, or blank it."


def known_publication(row: TextRow) -> Iterator[Fault]:
    """A document needs a date, or an earliest possible one."""
    if not row["published_on"] and not row["published_earliest"]:
        yield "published_earliest", "", "a date, since published_on is blank", "Fill the earliest possible day."
    if row["published_on"] and row["published_earliest"]:
        yield "published_earliest", row["published_earliest"], "blank, since published_on is filled", "Blank it."


def coded_document(row: TextRow) -> Iterator[Fault]:
    """A coded source names the document that its anchors refer to."""
    for column in ("document_file", "document_sha256"):
        if row["role"] == "coded" and not row[column]:
            yield column, "", "a value, since role is coded", "Fill the cell, or set role to context."


RULES: dict[str, tuple[Rule, ...]] = {
    "sources": (known_publication, coded_document, ordered("published_earliest", "published_latest")),
    "event_reports": (whole_anchor, ordered("start", "end")),
    "claims": (
        whole_anchor,
        value_fits_qualifier,
        part_is_named,
        ordered("value_low", "value_high"),
        ordered("scope_start", "scope_end"),
    ),
    "statements": (whole_anchor, ordered("window_start", "window_end")),
    "mentions": (whole_anchor,),
    "places": (together("latitude", "longitude"),),
    "indicators": (
        whole_anchor,
        value_fits_qualifier,
        ordered("value_low", "value_high"),
        ordered("years_start", "years_end"),
        together("years_start", "years_end"),
    ),
}

SAME_MATTER = "Correct the id, or leave it out and give both statements the same matter: that pairs two documents."
# Columns that name a row of the same document.
WITHIN_DOCUMENT = {"claims": ("restates", "part_of"), "statements": ("answers",)}

# Columns that refer to a row of the same table and must not form a cycle.
CHAINS = (
    ("parties", "speaks_for"),
    ("places", "parent_id"),
    ("events", "parent_id"),
    ("claims", "part_of"),
    ("claims", "restates"),
    ("claims", "supersedes"),
    ("statements", "answers"),
    ("sources", "revision_of"),
    ("indicators", "quotes"),
)
# Most links of a chain whose every row is looked up for each row below it.
LONGEST_CHAIN = {"speaks_for": 20, "parent_id": 20}


def find_rule_problems(package: DataPackage, rows: Mapping[str, list[TextRow]]) -> list[Problem]:
    """Find faults that only show when cells or rows are compared; ``rows`` by table."""
    problems: list[Problem] = []
    for table in rows:
        path = str(package.path(table))
        for line, row in enumerate(rows[table], start=LINE_OF_FIRST_ROW):
            for rule in RULES.get(table, ()):
                problems += [Problem(path, line, *fault) for fault in rule(row)]
    for table, column in CHAINS:
        if table in rows:
            problems += _find_circles(package, table, column, rows[table])
    if "sources" in rows:
        coded = {row["source_id"] for row in rows["sources"] if row["role"] == "coded"}
        for table in ANCHORED:
            problems += [
                Problem(
                    str(package.path(table)),
                    line,
                    "span_start",
                    "",
                    "an anchor, since the source is coded",
                    "Fill paragraph, span_start, span_end and value_text.",
                )
                for line, row in enumerate(rows.get(table, ()), start=LINE_OF_FIRST_ROW)
                if row["source_id"] in coded and not row["span_start"]
            ]
        addressed = coded | {row["source_id"] for row in rows["sources"] if row["url"]}
        problems += [
            Problem(
                str(package.path("indicators")),
                line,
                "source_id",
                row["source_id"],
                "a source with an address, since the row has no anchor",
                "Fill the url of the source.",
            )
            for line, row in enumerate(rows.get("indicators", ()), start=LINE_OF_FIRST_ROW)
            if row["source_id"] not in addressed
        ]
    for table, columns in WITHIN_DOCUMENT.items():
        if table in rows:
            problems += _find_foreign_rows(package, table, columns, rows[table])
    if set(ANCHORED) <= set(rows):
        problems += _find_dangling_about(package, rows)
    problems += _find_shared_ids(package, rows)
    if {"claims", "parties", "releases", "sources"} <= set(rows):
        problems += _find_other_speakers(package, rows)
    for name, table in (("focus_event", "events"), ("focus_area", "places")):
        key, focus = package.primary_key(table)[0], package.about[name]
        if table in rows and focus not in {row[key] for row in rows[table]}:
            descriptor = str(package.folder / DESCRIPTOR)
            problems.append(Problem(descriptor, 0, "", f"{name} {focus}", f"an id of {table}.csv", "Correct it."))
    if "sources" in rows:
        problems += _find_unsourced_story(package, {row["source_id"] for row in rows["sources"]})
    return problems


def _find_unsourced_story(package: DataPackage, sources: set[str]) -> Iterator[Problem]:
    """Find sentences on what happened that aren't text, or that rest on no document of the ledger."""
    for number, one in enumerate(package.what_happened, start=1):
        told = one.get("text"), one.get("sources")
        where, descriptor = f"{WHAT_HAPPENED}, sentence {number}", str(package.folder / DESCRIPTOR)
        named = told[1] if isinstance(told[1], list) and all(isinstance(one, str) for one in told[1]) else []
        if not isinstance(told[0], str) or not told[0] or not named:
            yield Problem(descriptor, 0, where, str(one), "a text, and a list of sources", "Correct the sentence.")
            continue
        for source in named:
            if source not in sources:
                yield Problem(descriptor, 0, where, str(source), "an id of sources.csv", "Correct the id.")


def find_bookkeeping_problems(package: DataPackage, rows: Mapping[str, list[TextRow]]) -> list[Problem]:
    """Find where the corrections log, the coverage or the decisions no longer fit the rows."""
    return [*find_unlogged_edits(package, rows), *find_decision_problems(package, rows)]


def _find_circles(package: DataPackage, table: str, column: str, rows: list[TextRow]) -> Iterator[Problem]:
    key = package.primary_key(table)[0]
    onward = {row[key]: row[column] for row in rows}
    links: dict[str, int] = {}  # from a row to the end of its chain
    circles: set[str] = set()
    for start in onward:
        chain: dict[str, int] = {}
        at = start
        while at and at not in links and at not in chain:
            chain[at] = len(chain)
            at = onward.get(at, "")
        if at in chain:
            circles.update(list(chain)[chain[at] :])
        end = links.get(at, 0)
        links |= {one: end + len(chain) - place for one, place in chain.items()}
    for line, row in enumerate(rows, start=LINE_OF_FIRST_ROW):
        if row[key] in circles:
            expected, action = "a chain that ends, not one that returns to this row", "Remove one of the links."
        elif links[row[key]] - 1 > LONGEST_CHAIN.get(column, len(rows)):
            expected, action = f"at most {LONGEST_CHAIN[column]} rows above one another", "Leave some out."
        else:
            continue
        yield Problem(str(package.path(table)), line, column, row[column], expected, action)


def _find_foreign_rows(
    package: DataPackage, table: str, columns: tuple[str, ...], rows: list[TextRow]
) -> Iterator[Problem]:
    key = package.primary_key(table)[0]
    source_of = {row[key]: row["source_id"] for row in rows}
    for line, row in enumerate(rows, start=LINE_OF_FIRST_ROW):
        for column in columns:
            if row[column] and source_of[row[column]] != row["source_id"]:
                path = str(package.path(table))
                yield Problem(
                    path,
                    line,
                    column,
                    row[column],
                    "a row of the same document",
                    SAME_MATTER if column == "answers" else "Correct the id.",
                )


def _find_other_speakers(package: DataPackage, rows: Mapping[str, list[TextRow]]) -> Iterator[Problem]:
    """Find current claims in another speaker's announcement, or that replace what isn't an earlier figure of the same.

    Everybody who speaks for one party counts as one speaker. A figure for which nobody is named may be tied to the
    announcement that it repeats.
    """
    speaks_for = {row["party_id"]: row["speaks_for"] for row in rows["parties"]}
    releases = {row["release_id"]: row for row in rows["releases"]}
    published = {row["source_id"]: row["published_on"] or row["published_earliest"] for row in rows["sources"]}
    claims = {row["claim_id"]: row for row in rows["claims"]}

    def speaker(row: TextRow) -> str:
        return end_of_chain(row["claimant_id"], speaks_for)

    def counts(row: TextRow) -> tuple[str, ...]:
        same = ("event_id", "measure", "group", "subgroup", "people_of")
        return speaker(row), *(row[name] for name in same)

    def day(row: TextRow) -> str:
        release = releases.get(row["release_id"])
        return release["stated_on"] if release else row["stated_as_of"] or published.get(row["source_id"], "")

    path = str(package.path("claims"))
    for line, row in enumerate(rows["claims"], start=LINE_OF_FIRST_ROW):
        release, replaced = releases.get(row["release_id"]), claims.get(row["supersedes"])
        if row["status"] != "active":
            continue
        if release and speaker(row) not in (speaker(release), UNNAMED):
            expected = f"an announcement of {speaker(row)}, who gives the figure, not of {speaker(release)}"
            yield Problem(path, line, "release_id", row["release_id"], expected, "Name its own, or leave it blank.")
        if replaced and (counts(replaced) != counts(row) or day(replaced) > day(row)):
            expected = "an earlier figure of the same speaker, event, measure and people"
            yield Problem(path, line, "supersedes", row["supersedes"], expected, "Correct the id, or leave it blank.")


def _find_shared_ids(package: DataPackage, rows: Mapping[str, list[TextRow]]) -> Iterator[Problem]:
    """Find current rows of two tables with one id: findings and ``about`` name rows by their id alone."""
    first: dict[str, str] = {}
    for table in (one for one in ("sources", *ANCHORED) if one in rows):
        key = package.primary_key(table)[0]
        for line, row in enumerate(rows[table], start=LINE_OF_FIRST_ROW):
            if row["status"] == "active" and first.setdefault(row[key], table) != table:
                expected = f"an id of its own: {first[row[key]]}.csv has a row with this one"
                yield Problem(str(package.path(table)), line, key, row[key], expected, "Choose another id.")


def _find_dangling_about(package: DataPackage, rows: Mapping[str, list[TextRow]]) -> Iterator[Problem]:
    """Find ids in ``about`` that no row of the same document has; a Table Schema has no lists of references."""
    of_document = {(row["source_id"], row[package.primary_key(table)[0]]) for table in ANCHORED for row in rows[table]}
    for line, row in enumerate(rows["statements"], start=LINE_OF_FIRST_ROW):
        for named in filter(None, row["about"].split(";")):
            if (row["source_id"], named) not in of_document:
                path = str(package.path("statements"))
                yield Problem(path, line, "about", named, "ids of rows of the same document", "Correct the id.")


def find_decision_problems(package: DataPackage, rows: Mapping[str, list[TextRow]]) -> Iterator[Problem]:
    """Find decisions that are incomplete, name missing rows, or cover another number than they expect.

    Items set aside are counted in ``coverage.csv``, since the documents are not part
    of the data package.
    """
    try:
        decisions = load_decisions(package.folder)
    except DataProblems as error:
        yield from error.problems
        return
    if "sources" not in rows or "coverage" not in rows:
        return
    sources = {row["source_id"]: row for row in rows["sources"]}
    yield from _find_stale_coverage(package, sources, rows["coverage"], decisions)
    for decision in decisions:
        named = {decision.target.get("source"), *(decision.expect if decision.action == SET_ASIDE else ())} - {None}
        for source in sorted(named - set(sources)):
            yield decision.problem("target", source, "an id of sources.csv", "Correct the id.")
    if {"claims", "parties"} <= set(rows):
        yield from _find_stale_judgements(decisions, rows)
    try:
        readings = load_readings(package.folder)
    except DataProblems as error:
        yield from error.problems
        return
    if set(ANCHORED) <= set(rows):
        yield from find_unsettled(decisions, find_disagreements(readings, {table: rows[table] for table in ANCHORED}))


def _find_stale_judgements(decisions: list[Decision], rows: Mapping[str, list[TextRow]]) -> Iterator[Problem]:
    """Find ranks and disbelieved figures that name missing rows, or that no longer cover what they expect."""
    speaks_for = {row["party_id"]: row["speaks_for"] for row in rows["parties"]}
    roots = {party for party, onward in speaks_for.items() if not onward}
    claims = {row["claim_id"]: row for row in rows["claims"]}
    standing = [row for row in claims.values() if row["status"] == "active"]
    speakers = [end_of_chain(row["claimant_id"], speaks_for) for row in standing]
    for decision in decisions:
        if decision.action == RANK:
            named = set(decision.target["parties"])
            for party in sorted(named - roots):
                yield decision.problem(
                    "target", party, "a party that speaks for itself", "Name an independent speaker."
                )
            number = sum(speaker in named for speaker in speakers)
            if named <= roots and number != decision.expect:
                yield decision.problem(
                    "expect",
                    str(decision.expect),
                    f"{number}, the number of their active claims",
                    "Review the decision, then update expect.",
                )
        if decision.action == UNREASONABLE:
            claim = claims.get(decision.target["claim"])
            if claim is None:
                yield decision.problem("target", decision.target["claim"], "an id of claims.csv", "Correct the id.")
            elif not claim["value"] or float(claim["value"]) != float(decision.expect):
                yield decision.problem(
                    "expect",
                    str(decision.expect),
                    f"{claim['value']}, the value of the claim",
                    "Review the decision, then update expect.",
                )


def _find_stale_coverage(
    package: DataPackage, sources: Mapping[str, TextRow], coverage: list[TextRow], decisions: list[Decision]
) -> Iterator[Problem]:
    expected: Counter[tuple[str, str]] = Counter()
    for decision in decisions:
        if decision.action == SET_ASIDE:
            for source, number in decision.expect.items():
                expected[source, decision.target["kind"]] += number
    path = str(package.path("coverage"))
    again = f"Scan the document again: claimbook scan FILE --record{package.named}."
    for line, row in enumerate(coverage, start=LINE_OF_FIRST_ROW):
        source, kind = row["source_id"], row["kind"]
        sha256 = sources[source]["document_sha256"]
        if row["document_sha256"] != sha256:
            yield Problem(path, line, "document_sha256", row["document_sha256"], f"{sha256}, as in sources.csv", again)
        if int(row["set_aside"]) != expected[source, kind]:
            wanted = f"{expected[source, kind]}, which is what decisions.yml sets aside in {source}"
            yield Problem(path, line, "set_aside", row["set_aside"], wanted, again)
        expected.pop((source, kind), None)
    for source, kind in sorted(expected):
        wanted = f"a row for the {kind}s of {source}, of which decisions.yml sets some aside"
        yield Problem(path, 0, "", "no such row", wanted, again)
