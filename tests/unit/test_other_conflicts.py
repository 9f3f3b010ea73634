"""Packages of other conflicts: begun by a command, in their own words, of any size."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support.other_conflicts import Told, long_series, rename_words
from support.packages import edit_cell, write_invented_package
from support.paths import DATA

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.analysis.tables import derived_tables
from claimbook.book.pages import book_pages
from claimbook.chapters import source, speaker
from claimbook.chapters.casualty_claims import steps_table
from claimbook.chapters.index import sentences, two_sides, voices_outside
from claimbook.checks.structure import check_package
from claimbook.cli import main
from claimbook.errors import report
from claimbook.ledger.corrections import record_changes
from claimbook.ledger.package import read_package
from claimbook.ledger.records import Claim, Finding, Statement, records_of
from claimbook.ledger.tables import Tables, load_ledger
from claimbook.ledger.wording import followed

SIDES, GROUPS = (
    "North,South,Hill League",
    "northern soldiers: North,southern soldiers: South,fighters: Hill League,civilians",
)


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path / "new", SIDES, GROUPS)


def tables_of(folder: Path) -> Tables:
    assert check_package(folder) == []
    return derived_tables(load_ledger(folder))


def claims_of(folder: Path) -> dict[str, Claim]:
    return {one.claim_id: one for one in records_of(tables_of(folder)["claims"], Claim)}


def test_what_new_writes_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = tmp_path / "mine"
    wanted = ["--title", "The war on Vesla", "--sides", "North, South", "--groups", "soldiers: North, civilians"]
    assert main(["new", str(folder), *wanted]) == 0
    assert f"claimbook build --data {folder}" in capsys.readouterr().out
    assert check_package(folder) == []
    assert read_package(folder).descriptor["claimbook"]["subject"] == "the war on Vesla"
    assert read_package(folder).codes("groups") == ["soldiers", "civilians", "all", "not_applicable"]
    assert "claimbook check" in (folder / "README.md").read_text("utf-8")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert main(["new", str(folder), *wanted]) == 1 and "is not empty" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("sides", "groups", "said"),
    [
        ("North", "soldiers: South", "'South' of the group 'soldiers: South' is none of the sides North"),
        ("北", "soldiers", "no letter of a to z or digit in the name '北'"),
        ("North, north", "", "name at least one side and one group"),
        ("North, Other", "soldiers", "no side called other"),
    ],
)
def test_new_refuses_words_without_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sides: str, groups: str, said: str
):
    folder = tmp_path / "mine"
    assert main(["new", str(folder), "--title", "Vesla", "--sides", sides, "--groups", groups]) == 1
    assert said in capsys.readouterr().err and not folder.exists()


def test_own_losses_follow_the_people_and_not_the_group(told: Told):
    """Two states at war, and each one's civilians."""
    told.add("2031-05-02", "north", "northern_soldiers", "12").add("2031-05-02", "north", "southern_soldiers", "90")
    told.add("2031-05-02", "north", "civilians", "93", people_of="north")
    told.add("2031-05-02", "south", "civilians", "45", people_of="south")
    told.add("2031-05-02", "south", "civilians", "3", people_of="north")
    claims = claims_of(told.write())
    assert [claims[f"claim-{at}"].counts for at in range(5)] == ["own", "enemy", "own", "own", "enemy"]
    estimates = tables_of(told.package.folder)["estimates"].set_index(["rule_set", "group"])
    assert estimates.loc[("ibc", "civilians")][["low", "high"]].isna().all(), "no range of two peoples’ dead"


def test_a_range_is_a_figure_that_contradicts(told: Told):
    told.add("2031-05-03", "north", "northern_soldiers", "1400").add(
        "2031-05-03", "south", "northern_soldiers", "6000 to 7000"
    )
    folder = told.write()
    claims = claims_of(folder)
    assert claims["claim-1"].is_toll and claims["claim-1"].latest and claims["claim-0"].contradicted == "speaker"
    (finding,) = records_of(tables_of(folder)["findings"], Finding)
    assert finding.code == "speakers-differ" and finding.arithmetic == "1400 and 6000 to 7000 can’t both be the total"


def test_a_reprint_follows_nothing_and_a_fall_is_found(told: Told):
    for day, figure in (("2031-05-02", "100"), ("2031-05-03", "100"), ("2031-05-05", "90")):
        told.add(day, "north", "northern_soldiers", figure)
    told.add("2031-05-06", "north", "northern_soldiers", "5", scope_place="osmo")
    told.package.write_rows(
        "places",
        [
            *told.package.read_rows("places"),
            {**dict.fromkeys(told.package.fields("places"), ""), "place_id": "osmo", "name": "Osmo", "kind": "town"}
            | {"parent_id": "area"},
        ],
    )
    folder = told.write()
    claims = claims_of(folder)
    assert [claims[f"claim-{at}"].stood_until for at in range(4)] == ["2031-05-05", "2031-05-05", None, None]
    assert claims["claim-3"].outcome == "part_of_place"
    assert [one.rows for one in records_of(tables_of(folder)["findings"], Finding)] == ["claim-1;claim-2"]


def test_hours_that_end_on_other_days_are_not_the_same_days(told: Told):
    for day in ("2031-05-08", "2031-05-16"):
        told.add(day, "north", "southern_soldiers", "138", scope_start="", scope_hours="24", count_kind="increment")
    claims = claims_of(told.write())
    assert claims["claim-0"].scope_end != claims["claim-1"].scope_end
    from claimbook.analysis.comparability import days_differ

    assert days_differ(claims["claim-0"], claims["claim-1"])


def test_people_of_every_group_are_shown_where_no_group_is_counted(told: Told):
    page = next(book_pages(*_ledger(told.add("2031-05-02", "north", "all", "232").write())))
    from claimbook.chapters.index import front_lead, sentences, totals_that_add_up, two_counts_figure, two_sides

    front = "".join(str(part(page).html) for part in (front_lead, two_sides, sentences))
    assert two_counts_figure(page).chart.rows[0].value == 232
    assert "No total of all people killed" in str(totals_that_add_up(page).html)
    assert (
        "North said on 2 May 2031 that 232 people had been killed in " in front and "No report had given" not in front
    )


def test_renamed_words_leave_nothing_of_ours_in_the_tables(tmp_path: Path):
    folder = write_invented_package(tmp_path / "renamed")
    gone = rename_words(folder)
    text = " ".join(str(frame.to_csv()) for name, frame in tables_of(folder).items() if name != "dictionary")
    assert "zz" in text and [label for label in gone if " " in label and label in text] == []


def test_faulty_words_are_named_with_file_and_key(invented: Path):
    path = invented / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    (claims,) = (one for one in descriptor["resources"] if one["name"] == "claims")
    (group,) = (one for one in claims["schema"]["fields"] if one["name"] == "group")
    group["categories"][0] |= {"side": "nobody", "format": "{}%", "label": "mili\u202etants"}
    group["categories"] += [{"value": "civilians"}, {"value": "Two Words"}]
    path.write_text(json.dumps(descriptor), "utf-8")
    said = report(check_package(invented))
    key = "column resources.claims.group.categories"
    assert said.count(key) == 5 and "found nobody" in said and "found Two Words" in said and "each code once" in said


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("categories", "militants", "found militants; expected a list of categories"),
        ("categories", [1], "expected a list of categories"),
        ("categories", [{"value": {"a": 1}}], "expected a list of categories"),
        ("categories", [], "found no categories"),
        ("label", "x" * 201, "expected plain text of at most 200 characters as the label"),
        ("label", 3, "expected plain text"),
        ("singular", ["x"], "expected plain text of at most 200 characters as the singular"),
        ("description", {"x": 1}, "as the description"),
        ("side", ["x"], "expected a side of parties.csv"),
    ],
)
def test_hostile_words_are_one_clear_error(invented: Path, key: str, value: object, said: str):
    descriptor, group = _with_group(invented)
    (group if key == "categories" else group["categories"][0])[key] = value
    (invented / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    assert said in report(check_package(invented))


@pytest.mark.parametrize("form", ["{0.__class__}", "{}{x}", "{} }", "per", 5])
def test_a_format_has_one_place_for_the_number(invented: Path, form: object):
    descriptor, _ = _with_group(invented)
    (indicators,) = (one for one in descriptor["resources"] if one["name"] == "indicators")
    (unit,) = (one for one in indicators["schema"]["fields"] if one["name"] == "unit")
    unit["categories"][0]["format"] = form
    (invented / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    assert "expected text with {} where the number goes" in report(check_package(invented))


def test_a_schema_without_a_field_or_key_is_named(invented: Path):
    descriptor, group = _with_group(invented)
    (claims,) = (one for one in descriptor["resources"] if one["name"] == "claims")
    claims["schema"]["fields"].remove(group)
    (invented / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    assert "found no field group; expected every field" in report(check_package(invented))
    claims["schema"]["primaryKey"] = []
    (invented / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    assert "no schema with fields and primaryKey for claims" in report(check_package(invented))


def test_the_licence_is_a_web_address_and_what_limits_a_book_is_text(invented: Path):
    descriptor, _ = _with_group(invented)
    descriptor["licenses"][0]["path"] = "javascript:alert(1)"
    descriptor["claimbook"]["limits"] = ["a", {"b": 1}]
    (invented / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    said = report(check_package(invented))
    assert "expected an address that begins with https://" in said and "column claimbook.limits" in said


def _with_group(folder: Path) -> tuple[dict, dict]:  # type: ignore[type-arg]
    """Return a descriptor and its field of groups."""
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    (claims,) = (one for one in descriptor["resources"] if one["name"] == "claims")
    (group,) = (one for one in claims["schema"]["fields"] if one["name"] == "group")
    return descriptor, group


def test_a_code_without_a_label_is_printed_as_written(invented: Path):
    path = invented / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    for table, name, code in (("claims", "measure", "houses_burnt"), ("mentions", "role", "shelled_from_afar")):
        (resource,) = (one for one in descriptor["resources"] if one["name"] == table)
        (field,) = (one for one in resource["schema"]["fields"] if one["name"] == name)
        field["categories"].append(code)
    path.write_text(json.dumps(descriptor), "utf-8")
    edit_cell(invented, "claims", "hp-rebels", "measure", "houses_burnt")
    load_ledger(invented)
    from claimbook.ledger.vocabulary import MEASURES, ROLES

    assert (MEASURES["houses_burnt"], ROLES["shelled_from_afar"]) == ("houses burnt", "shelled from afar")


def test_tables_without_rows_and_further_columns(told: Told):
    folder = told.add("2031-05-02", "north", "civilians", "3").write()
    assert not (folder / "statements.csv").exists() and not (folder / "changes.csv").exists()
    path = folder / "claims.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([lines[0] + ",my_key", *(f"{line},k{at}" for at, line in enumerate(lines[1:]))]) + "\n")
    assert check_package(folder) == []
    package = read_package(folder)
    package.write_rows("claims", package.read_rows("claims"))
    assert path.read_text("utf-8").splitlines()[1].endswith(",k0"), "what travels along is not lost"
    tables = {table: package.read_rows(table) for table in package.resources}
    record_changes(package, tables, "begun", "the editors", "2031-06-01")
    assert (folder / "changes.csv").exists() and check_package(folder) == []


def test_a_schema_in_a_file_of_its_own(told: Told):
    path = told.package.folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    schema = descriptor["resources"][0]["schema"]
    descriptor["resources"][0]["schema"] = "sources.schema.json"
    path.write_text(json.dumps(descriptor), "utf-8")
    missing = report(check_package(told.package.folder))
    assert "no schema with fields and primaryKey for sources" in missing
    (path.parent / "sources.schema.json").write_text(json.dumps(schema), "utf-8")
    assert check_package(told.package.folder) == []


def test_pages_of_a_long_series_grow_with_its_months(tmp_path: Path):
    pages = [page.docname for page in book_pages(*_ledger(long_series(tmp_path / "long", 90)))]
    kinds = {kind: sum(name.startswith(f"{kind}/") for name in pages) for kind in ("figures", "known", "sources")}
    assert kinds["known"] == 3 and kinds["sources"] == 90
    assert kinds["figures"] == 0, "a number given once in a long series is a line of the register"


def test_a_day_more_changes_few_pages(tmp_path: Path):
    from claimbook.components.page import page_inputs

    before, after = (
        {page.docname: page_inputs(page) for page in book_pages(*_ledger(long_series(tmp_path / str(days), days)))}
        for days in (80, 81)
    )
    changed = [name for name in before if before[name] != after.get(name)]
    assert len(changed) <= 25, changed


def _ledger(folder: Path) -> tuple:  # type: ignore[type-arg]
    ledger = load_ledger(folder)
    return ledger, derived_tables(ledger)


def test_rows_of_a_dataset_share_a_page_for_each_month(told: Told):
    for day, deaths in (("2031-05-30", "7"), ("2031-05-31", "9"), ("2031-06-01", "12")):
        told.add(day, "north", "all", deaths)
    told.add("2031-05-31", "hill-league", "all", "40")
    of_dataset = {"role": "dataset", "publisher": "Office North", "url": "https://example.org/rows", "notes": "A row."}
    for row in told.rows["sources"]:
        row |= of_dataset if row["source_id"].startswith("north") else {}
    pages = {page.docname: page for page in book_pages(*_ledger(told.write()))}
    assert [name for name in pages if name.startswith("sources/")] == [
        "sources/hill-league-2031-05-31", "sources/office-north_2031-05", "sources/office-north_2031-06"
    ]  # fmt: skip
    page = pages["sources/office-north_2031-05"]
    assert page.title == "Office North, May 2031"
    about = BeautifulSoup(source.about_source(page).html, "html.parser").get_text()
    assert (
        "The book holds 2 figures from 2 rows of the dataset" in about
        and "31 May 2031: North: 9 people killed." in about
    )
    rows = BeautifulSoup(source.claim_cards(page).html, "html.parser")
    assert [summary.get_text() for summary in rows.select("summary") if "Everything" not in summary.text] == [
        "30 May 2031: 7 people killed", "31 May 2031: 9 people killed", "The same of each figure on this page"
    ]  # fmt: skip
    # Each figure keeps its address. Figures that others gave around that day are shown with it.
    # What all figures share is said once.
    assert [card["id"] for card in rows.select("article")] == ["claim-0", "claim-1"]
    assert "40 (Hill League, in" in rows.select("article")[1].get_text()
    assert rows.get_text().count("Attributed to a speaker") == 1
    lead = BeautifulSoup(speaker.speaker_lead(pages["speakers/north"]).html, "html.parser").get_text()
    assert "3 figures in 3 rows of a dataset, from 30 May 2031 to 1 June 2031." in lead


def test_publishers_that_latin_letters_do_not_spell_have_pages_of_their_own(told: Told):
    told.add("2031-05-30", "north", "all", "7").add("2031-05-30", "south", "all", "9")
    told.add("2031-05-30", "hill-league", "all", "12")
    for row, name in zip(told.rows["sources"], ("Министерство", "وزارة", "X" * 300), strict=True):
        row |= {"role": "dataset", "publisher": name}
    names = [page.docname for page in book_pages(*_ledger(told.write())) if page.docname.startswith("sources/")]
    assert len(names) == 3 and all(len(name) < 90 for name in names)


@pytest.mark.parametrize(("days", "by_chance"), [(40, True), (4, False)])
def test_a_daily_count_meets_sums_and_figures_of_others_by_chance(told: Told, days: int, by_chance: bool):
    add_desk(told)
    told.add("2031-05-01", "north", "northern_soldiers", "10").add("2031-05-01", "north", "southern_soldiers", "20")
    told.add("2031-05-01", "north", "fighters", "5").add("2031-05-01", "north", "civilians", "6")
    told.add("2031-05-01", "north", "all", "42")
    for day in range(days):
        told.add(str(date(2031, 5, 2) + timedelta(day)), "desk", "all", str(40 + day))
    tables = tables_of(told.write())
    found = [one for one in records_of(tables["findings"], Finding) if one.code == "sum-of-one-side"]
    repeating = [one for one in records_of(tables["claims"], Claim) if one.is_echo]
    assert bool(found) != by_chance and bool(repeating) != by_chance


def test_a_report_that_only_states_something_has_a_page_for_it(told: Told):
    folder = told.add("2031-05-01", "north", "all", "7").write()
    package = read_package(folder)
    package.write_rows("sources", [*told.rows["sources"], told.source | {"source_id": "interview", "role": "context"}])
    said = {"statement_id": "spoke", "source_id": "interview", "value_text": "we left", "kind": "denial"}
    said |= {"summary": "It denies it.", "speaker_id": "north", "status": "active"}
    package.write_rows("statements", [dict.fromkeys(package.fields("statements"), "") | said])
    assert "sources/interview" in [page.docname for page in book_pages(*_ledger(folder))]


def test_a_dataset_begins_with_its_last_toll_that_stands(told: Told):
    told.add("2031-05-01", "north", "all", "7").add("2031-05-02", "north", "all", "9", status="withdrawn")
    told.add("2031-05-03", "north", "all", "30", measure="wounded")
    for row in told.rows["sources"]:
        row |= {"role": "dataset"}
    (page,) = [one for one in book_pages(*_ledger(told.write())) if one.docname.startswith("sources/")]
    said = BeautifulSoup(source.about_source(page).html, "html.parser").get_text()
    assert "1 May 2031: North: 7 people killed. The book holds 2 figures from 2 rows" in said
    rows = BeautifulSoup(source.claim_cards(page).html, "html.parser").get_text()
    assert "2 May 2031: 9 people killed (withdrawn)" in rows


def test_a_month_as_one_row_of_a_dataset_is_on_the_page_of_its_year(told: Told):
    told.add("2031-05-31", "north", "all", "7").add("2031-06-30", "north", "all", "9")
    for row in told.rows["sources"]:
        row |= {"role": "dataset", "published_earliest": row["published_on"], "published_on": ""}
    names = [page.docname for page in book_pages(*_ledger(told.write()))]
    assert [name for name in names if name.startswith("sources/")] == ["sources/paper-of-north_2031"]


def test_our_own_words_are_sound():
    assert check_package(DATA) == []


def test_days_are_drawn_only_for_totals_whose_reports_give_them(told: Told):
    """A total of the other side's dead counts; hours without a day are named, not drawn."""
    dated = {"scope_start": "2031-05-01", "scope_end": ""}
    undated = {"scope_start": "", "scope_end": "", "scope_hours": "40"}
    told.add("2031-05-02", "north", "southern_soldiers", "12", **dated)
    told.add("2031-05-03", "south", "northern_soldiers", "9", **undated)
    told.add("2031-05-03", "south", "southern_soldiers", "3")
    pages = {page.docname: page for page in book_pages(*_ledger(told.write()))}
    from claimbook.chapters.timeline import covered_days_figure

    figure = covered_days_figure(pages["timeline"])
    assert "Reports give the first day for 1 of 2 announced totals" in figure.html
    assert [(row.text, row.day, row.until, row.exact) for row in figure.chart.rows] == [
        ("12, announced 2 May 2031", "2031-05-01", "2031-05-02", False),
        ("9, announced 3 May 2031: 40 hours, no first day given", None, None, False),
    ]


def test_a_count_that_falls_is_not_said_to_rise(told: Told):
    told.add("2031-05-02", "north", "southern_soldiers", "100").add("2031-05-03", "north", "southern_soldiers", "90")
    pages = {page.docname: page for page in book_pages(*_ledger(told.write()))}
    from claimbook.chapters.casualty_claims import running_tolls_figure
    from claimbook.chapters.not_claimed import who_claims_what

    said = running_tolls_figure(pages["casualty-claims"]).html
    assert re.search(r"southern soldiers killed went from 100 \(.+?\) to 90 \(", said) and "rose from" not in said
    missing = who_claims_what(pages["not-claimed"]).html.split("</p>")[0]
    assert "anybody wounded" in missing and "fighters or civilians killed" in missing


def test_a_statement_that_names_its_speaker_is_not_led_by_the_name():
    from claimbook.chapters.statements import _by_whom

    def whom(speaker: str, summary: str, speaker_id: str = "x") -> str:
        return str(_by_whom(Statement.of(speaker=speaker, speaker_id=speaker_id, summary=summary, side="other")))

    assert whom("the League", "The League rejects the charge.") == ""
    assert "The League" in whom("the League", "The Leaguers are said to fight.")
    assert "A. Bo, minister" in whom("A. Bo, minister", "The minister says so.")
    assert whom("no speaker named", "It is said.", UNATTRIBUTED) == ""


def test_an_earlier_day_that_a_report_names_dates_a_figure(told: Told):
    """A report of January that gives a figure as of August replaces no figure of September."""
    told.add("2031-08-20", "north", "northern_soldiers", "133")
    told.add("2032-01-23", "north", "northern_soldiers", "1600", release_id="", stated_as_of="2031-08-11")
    claims = claims_of(told.write())
    assert claims["claim-0"].latest and claims["claim-0"].stood_until is None
    early = claims["claim-1"]
    assert (early.clock, early.stated_on, followed(early)) == (
        "as_of", "2031-08-11", "North gave another figure on 20 August 2031",
    )  # fmt: skip


def test_a_figure_that_a_report_gives_later_was_reported_and_not_given_on_its_day(told: Told):
    told.add("2031-05-01", "north", "northern_soldiers", "10")
    told.add("2031-05-04", "north", "northern_soldiers", "14", release_id="")
    told.add("2031-05-04", "north", "northern_soldiers", "4", count_kind="increment")
    first = claims_of(told.write())["claim-0"]
    assert followed(first) == "another figure of North was reported on 4 May 2031", "the 4 is no total"


def test_a_rise_from_a_range_is_left_open(told: Told):
    told.add("2031-05-02", "north", "northern_soldiers", "5 to 7").add("2031-05-03", "north", "northern_soldiers", "20")
    told.add("2031-05-03", "north", "northern_soldiers", "5", count_kind="increment")
    pages = {page.docname: page for page in book_pages(*_ledger(told.write()))}
    assert "whether it explains the rise can’t be calculated" in steps_table(pages["casualty-claims"]).html


@pytest.mark.parametrize(
    ("totals", "new", "words"),
    [
        ([("05-02", "10"), ("05-03", "15")], {"value": "5"}, ["explains the whole rise"]),
        ([("05-02", "10"), ("05-03", "15")], {"value": "3"}, ["leaves 2 unexplained"]),
        (
            [("05-02", "10"), ("05-03", "15")],
            {"value": "3", "scope_start": "2031-05-03", "scope_end": "2031-05-03"},
            ["leaves 2 unexplained"],
        ),
        # Counted from the day of the earlier total: who died before it was given is in both.
        (
            [("05-02", "10"), ("05-03", "15")],
            {"value": "3", "scope_start": "2031-05-02", "scope_end": "2031-05-03"},
            ["at least 2 unexplained, counted since 2 May"],
        ),
        (
            [("05-02", "10"), ("05-03", "15")],
            {"value": "9", "scope_start": "2031-05-02", "scope_end": "2031-05-03"},
            ["4 above the rise, counted since 2 May"],
        ),
        (
            [("05-02", "10"), ("05-03", "15")],
            {"value": "5", "scope_hours": "24"},
            ["as many as the rise, counted since 2 May"],
        ),
        # 36 hours before the third of May may begin on the first.
        (
            [("05-01", "10"), ("05-03", "15")],
            {"value": "5", "scope_hours": "36"},
            ["as many as the rise, counted since 1 May"],
        ),
        # A range that widens is a step, too, though its lower end stays.
        (
            [("05-02", "10 to 12"), ("05-03", "10 to 20")],
            {"value": "5"},
            ["whether it explains the rise can’t be calculated"],
        ),
        # Two totals of one day in no known order: neither is put before the other.
        (
            [("05-02", "10"), ("05-02", "12"), ("05-03", "15")],
            {"value": "5"},
            ["explains the whole rise", "2 more than the total rose by"],
        ),
    ],
)
def test_what_was_announced_as_new_explains_a_rise_or_not(
    told: Told, totals: list[tuple[str, str]], new: dict[str, str], words: list[str]
):
    for day, value in totals:
        told.add(f"2031-{day}", "north", "northern_soldiers", value)
    cells = {"scope_start": "", "scope_end": "", "count_kind": "increment"} | new
    told.add("2031-05-03", "north", "northern_soldiers", cells.pop("value"), **cells)
    pages = {page.docname: page for page in book_pages(*_ledger(told.write()))}
    rows = BeautifulSoup(steps_table(pages["casualty-claims"]).html, "html.parser").select("tbody tr")
    assert [row.select("td")[-1].select("small")[-1].get_text() for row in rows] == words


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"supersedes": "claim-1"}, "supersedes"),  # of a later day
        ({"supersedes": "claim-2"}, "supersedes"),  # of another speaker
        ({"supersedes": "claim-3"}, "supersedes"),  # of a part of the group
        ({"release_id": "south-2031-05-01"}, "release_id"),
    ],
)
def test_a_claim_is_of_its_own_announcement_and_replaces_its_own_earlier_figure(
    told: Told, cells: dict[str, str], column: str
):
    told.add("2031-05-02", "north", "northern_soldiers", "10", **cells)
    told.add("2031-05-03", "north", "northern_soldiers", "12").add("2031-05-01", "south", "northern_soldiers", "9")
    told.add("2031-05-01", "north", "northern_soldiers", "3", subgroup="marines")
    (problem,) = check_package(told.write())
    assert (problem.row, problem.column) == (2, column)
    told.rows["claims"][0]["status"] = "withdrawn"
    assert check_package(told.write()) == [], "a withdrawn row stays as it was"


def test_a_side_that_counts_no_main_group_is_on_the_front_page(told: Told):
    told.add("2031-05-02", "north", "northern_soldiers", "12").add("2031-05-02", "south", "all", "40")
    page = next(book_pages(*_ledger(told.write())))
    front = two_sides(page).html
    assert "South" in front and ">40<" in front


def test_the_front_page_links_to_a_number_only_if_it_has_a_page(tmp_path: Path):
    folder = long_series(tmp_path / "long", 40)
    pages = [*book_pages(*_ledger(folder))]
    assert not [page.docname for page in pages if page.docname.startswith("figures/")]
    assert "figures/" not in two_sides(pages[0]).html


def add_desk(told: Told) -> None:
    """Let somebody outside the sides count too."""
    parties = told.package.read_rows("parties")
    desk = {"party_id": "desk", "name": "Aid Desk", "side": "other"}
    told.package.write_rows("parties", [*parties, parties[0] | desk])


def test_a_count_of_its_own_from_outside_stands_beside_those_of_the_sides(told: Told):
    add_desk(told)
    told.add("2031-05-02", "north", "civilians", "12")
    for day, value in (("2031-05-03", "30"), ("2031-05-04", "34")):
        told.add(day, "desk", "civilians", value).add(day, "desk", "civilians", "4", count_kind="increment")
    page = next(book_pages(*_ledger(told.write())))
    assert ">34<" in two_sides(page).html and "Aid Desk" in two_sides(page).html
    outside = str(voices_outside(page).html)
    assert ">34<" in outside and "the last of <cite>2</cite> such figures" in outside
    assert ">30<" not in outside, "earlier totals stand on the speaker's page"


def test_who_repeats_a_side_from_outside_has_no_column(told: Told):
    add_desk(told)
    told.add("2031-05-02", "north", "civilians", "12").add("2031-05-03", "desk", "civilians", "12")
    page = next(book_pages(*_ledger(told.write())))
    assert "Aid Desk" not in two_sides(page).html
    assert "The same number as one side had given" in voices_outside(page).html


def test_the_same_number_in_looser_words_is_no_other_figure(told: Told):
    told.add("2031-05-02", "north", "civilians", "40").add("2031-05-03", "north", "civilians", "40", qualifier="about")
    told.add("2031-05-02", "south", "civilians", "40").add("2031-05-03", "south", "civilians", "41", qualifier="about")
    claims = claims_of(told.write())
    assert [claims[f"claim-{at}"].stood_until for at in range(4)] == [None, None, "2031-05-03", None]


def test_a_corrected_figure_of_somebody_outside_is_not_shown_as_its_last(told: Told):
    add_desk(told)
    told.add("2031-05-02", "north", "civilians", "12").add("2031-05-03", "desk", "civilians", "30")
    told.add("2031-05-04", "desk", "civilians", "340")
    told.add("2031-05-04", "desk", "civilians", "34", supersedes="claim-2")
    page = next(book_pages(*_ledger(told.write())))
    outside = str(voices_outside(page).html)
    assert ">34<" in outside and ">340<" not in outside and "<cite>3</cite> such figures" in outside
    assert "<cite>3</cite> accounts of people killed come from outside" in outside


def test_what_somebody_outside_repeats_is_no_count_of_its_own_beside_one_that_is(told: Told):
    add_desk(told)
    told.add("2031-05-02", "north", "northern_soldiers", "7").add("2031-05-02", "north", "civilians", "9")
    told.add("2031-05-03", "desk", "civilians", "30", basis="own_count")
    told.add("2031-05-03", "desk", "northern_soldiers", "90", basis="repetition")
    front = two_sides(next(book_pages(*_ledger(told.write())))).html
    assert ">30<" in front and ">90<" not in front


def test_a_side_that_counts_only_an_incident_is_not_said_to_give_no_figure(told: Told):
    events = told.package.read_rows("events")
    market = {"event_id": "market", "name": "Market attack", "kind": "attack", "parent_id": "episode"}
    told.package.write_rows("events", [*events, events[0] | market])
    told.add("2031-05-02", "south", "civilians", "270").add("2031-05-02", "north", "civilians", "33", event_id="market")
    told.add("2031-05-02", "north", "northern_soldiers", "7")
    page = next(book_pages(*_ledger(told.write())))
    assert "no total" in two_sides(page).html and "Market attack" in two_sides(page).html
    said = str(sentences(page).html)
    assert "give no total, only figures of a part, from North for civilians killed" in said
    assert "no figure from North for civilians" not in said
