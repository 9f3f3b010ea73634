"""The ledger keeps blanks, doesn't care for the order of rows, and forgets what came later."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.campaigns import examples
from support.packages import edit_cell
from support.paths import DATA

from claimbook.analysis.claims import book_tables
from claimbook.analysis.tables import derived_tables
from claimbook.book.pages import book_pages
from claimbook.components.page import page_inputs, read_selection, write_selection
from claimbook.ledger.tables import NothingKnown, known_on, load_ledger, to_csv

LEDGER = load_ledger(DATA)


def test_blank_stays_unknown():
    claims = LEDGER["claims"].set_index("claim_id")
    assert pd.isna(claims.loc["saptashwatv-all", "scope_hours"])
    assert claims["value"].dtype == "Float64"


def test_download_equals_the_file():
    for table in LEDGER.tables:
        lines = LEDGER.package.path(table).read_text("utf-8").splitlines()
        assert sorted(to_csv(LEDGER[table]).splitlines()) == sorted(lines), table


@settings(max_examples=examples(5), deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_order_of_rows_never_changes_a_result(tmp_path_factory: pytest.TempPathFactory, seed: int):
    folder = tmp_path_factory.mktemp("shuffled") / "data"
    shutil.copytree(DATA, folder)
    for table in LEDGER.tables:
        frame = pd.read_csv(LEDGER.package.path(table), dtype=str, keep_default_na=False)
        frame.sample(frac=1, random_state=seed).to_csv(folder / f"{table}.csv", index=False)
    shuffled = load_ledger(folder)
    assert shuffled.version == LEDGER.version
    one, other = (
        [page_inputs(page) for page in book_pages(ledger, derived_tables(ledger))] for ledger in (shuffled, LEDGER)
    )
    assert one == other


def test_a_selection_is_read_as_it_was_written():
    for page in book_pages(LEDGER, derived_tables(LEDGER)):
        for frame in page.tables.values():
            text = frame.astype(dict.fromkeys(frame.columns[frame.dtypes == "object"], "str"))
            for selected in (text, text.iloc[:0]):
                pd.testing.assert_frame_equal(
                    read_selection(write_selection(selected)), selected, check_column_type=False, check_index_type=False
                )


DAYS = sorted(known_on(LEDGER["sources"]).unique())


@pytest.mark.parametrize("day", DAYS)
def test_nothing_later_is_known(day: str):
    then = LEDGER.as_known_on(day)
    later = set(LEDGER["sources"].loc[known_on(LEDGER["sources"]) > day, "source_id"])
    assert then.as_of == day
    for name, frame in then.tables.items():
        if "source_id" in frame and name != "releases":
            assert not set(frame["source_id"]) & later, name
    assert set(then["releases"]["release_id"]) == set(then["claims"]["release_id"].dropna())
    references = book_tables(then)["claims"]
    assert references[["event", "claimant", "speaker", "side"]].notna().all().all()


def test_everything_is_known_on_the_last_day():
    assert LEDGER.as_known_on(DAYS[-1]).version == LEDGER.version


def test_too_early_a_day_is_refused(invented: Path):
    with pytest.raises(
        NothingKnown, match="nothing had been published by 2031-05-02; the first document is dated 2031-05-03"
    ):
        load_ledger(invented).as_known_on("2031-05-02")


def test_version_follows_any_cell(invented: Path):
    before = load_ledger(invented).version
    edit_cell(invented, "places", "osmo", "district", "South Shore")
    assert load_ledger(invented).version != before


def test_later_claim_never_changes_an_earlier_latest(invented: Path):
    ledger = load_ledger(invented)
    early, full = (book_tables(known)["claims"] for known in (ledger.as_known_on("2031-05-03"), ledger))
    assert list(early[early["latest"]]["claim_id"]) == ["hp-league", "hp-rebels", "hp-soldiers", "hp-villagers"]
    assert "hp-rebels" not in set(full[full["latest"]]["claim_id"])


def test_a_speakers_page_has_the_statements_of_whoever_speaks_for_it():
    tables = derived_tables(LEDGER)
    root = tables["parties"].set_index("party_id")["root"]
    pages = {page.parameters["speaker_id"]: page for page in book_pages(LEDGER, tables) if page.notebook == "speaker"}
    said = tables["statements"].groupby(tables["statements"]["speaker_id"].map(root))["statement_id"].agg(set)
    assert {one: set(page.tables["statements"]["statement_id"]) for one, page in pages.items()} == {
        one: said.get(one, set()) for one in pages
    }
    assert said["pakistani-authorities"] - {
        *tables["statements"].loc[tables["statements"]["speaker_id"] == "pakistani-authorities", "statement_id"]
    }, "some speak for it"


def test_what_is_said_about_an_incident_brings_its_findings_there():
    tables = derived_tables(LEDGER)
    page = next(page for page in book_pages(LEDGER, tables) if page.docname == "incidents/harnai-panjgur-raids")
    claims, statements = set(page.tables["claims"]["claim_id"]), tables["statements"]
    about = statements["about"].fillna("").str.split(";").map(lambda rows: not claims.isdisjoint(rows))
    named = set(statements.loc[about, "statement_id"])
    wanted = {
        one
        for one, rows in zip(tables["findings"]["finding_id"], tables["findings"]["rows"], strict=True)
        if named & {*rows.split(";")}
    }
    assert wanted and wanted <= set(page.tables["findings"]["finding_id"])
