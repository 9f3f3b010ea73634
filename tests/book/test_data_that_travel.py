"""What readers and programs take away: opened by tools that others wrote, each row leading back to the book."""

import base64
import csv
import hashlib
import html
import io
import json
import os
import random
import re
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import jsonschema
import mlcroissant
import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from rocrate.rocrate import ROCrate
from support.books import files_beside
from support.browser import Server
from support.documents import find_documents, needs_documents
from support.packages import edit_cell, write_invented_package
from support.paths import DATA, ROOT
from support.site import ids_of, missing_targets, pages_for_readers
from support.tools import NODE, RSCRIPT, needs_office, run, through_office

import claimbook
from claimbook.analysis.tables import derived_tables
from claimbook.book.pages import book_pages
from claimbook.book.project import THIS_PROJECT
from claimbook.builder.site import begin_edition
from claimbook.checks.structure import check_package
from claimbook.cli import main
from claimbook.errors import BookError
from claimbook.ledger.package import read_package
from claimbook.ledger.tables import load_ledger
from claimbook.ledger.versions import FOLDER, digest_of, publish_version, read_versions
from claimbook.publish.api import RESOURCES
from claimbook.publish.markdown import as_markdown

FORMULAS = {"notes": "=1+1", "source_label": "@sum", "value_text": "10-12"}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """What the invented book publishes if cells look like formulas and days."""
    data = write_invented_package(tmp_path / "data")
    claim = read_package(data).read_rows("claims")[0]["claim_id"]
    for column, value in FORMULAS.items():
        edit_cell(data, "claims", claim, column, value)
    return files_beside(data, tmp_path / "beside")


# Spreadsheets


def rows_of_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, (date, datetime)):
        return f"{cell:%Y-%m-%d}"
    return f"{cell:.15g}" if isinstance(cell, (int, float)) else str(cell)


def test_workbook_and_csv_say_the_same_in_every_cell(site: Path):
    rows = rows_of_csv((site / "data/claims-readable.csv").read_text("utf-8"))
    book = openpyxl.load_workbook(site / "data/claims-readable.xlsx")
    sheet = book["claims"]
    cells = [[as_text(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert cells == [[cell.removeprefix("'") for cell in row] for row in rows]
    assert len(rows) == len(load_ledger(DATA)["claims"]) + 1
    kinds = {head.value: {type(cell.value) for cell in column} - {type(None)} for head, *column in sheet.iter_cols()}
    assert kinds["said_on"] == {datetime} and kinds["lowest"] <= {int, float} and kinds["in_print"] == {str}


def test_workbook_of_hostile_cells_holds_text(hostile: Path):
    sheet = openpyxl.load_workbook(hostile / "data/claims-readable.xlsx")["claims"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    values = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"=1+1", "“10-12”"} <= values


@needs_office
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_spreadsheet_program_shows_every_cell_as_it_is(site: Path, hostile: Path, tmp_path: Path, ending: str):
    """LibreOffice opens the table and saves what it shows: no wrong day, no formula, no lost character."""
    for name, folder in (("real", site), ("hostile", hostile)):
        expected = rows_of_csv((folder / "data/claims-readable.csv").read_text("utf-8"))
        shown = rows_of_csv(through_office(folder / f"data/claims-readable.{ending}", tmp_path / name))
        # A workbook has no need of the mark that keeps a CSV's cell from being a formula.
        plain = expected if ending == "csv" else [[cell.removeprefix("'") for cell in row] for row in expected]
        assert shown == plain


def test_every_row_leads_to_its_place_in_the_book(site: Path):
    for row in csv.DictReader(io.StringIO((site / "data/claims-readable.csv").read_text("utf-8-sig"))):
        page, _, anchor = row["permanent_address"].partition("#")
        assert anchor == row["claim_id"] and anchor in ids_of(site / page)


def test_a_replaced_figure_names_the_one_that_replaced_it(site: Path):
    rows = pd.read_csv(site / "data/claims-readable.csv", dtype="str", keep_default_na=False)
    ids = set(rows["claim_id"])
    replaced = rows[rows["status"] == "replaced"]
    assert len(replaced) > 20
    named = replaced["replaced_by"].str.findall(r"\[([^\]]+)\]")
    assert named.map(bool).mean() > 0.9 and set(named.explode().dropna()) <= ids
    assert set(rows.loc[rows["status"] != "replaced", "replaced_by"]) == {""}
    assert rows.loc[rows["status"] == "current", "may_be_compared"].str.contains("no: ").any()


def test_every_column_is_explained_in_the_workbook(site: Path):
    book = openpyxl.load_workbook(site / "data/claims-readable.xlsx")
    explained = {row[0].value: row[1].value for row in book["columns"].iter_rows(min_row=2)}
    assert list(explained) == [cell.value for cell in book["claims"][1]] and all(explained.values())


# Files for programs


def test_every_file_for_programs_fits_its_schema(site: Path):
    folder = site / FOLDER
    index, schema = (json.loads((folder / name).read_text("utf-8")) for name in ("index.json", "schema.json"))
    assert set(index["files"]) == set(RESOURCES) == set(schema["$defs"])
    for name, entry in index["files"].items():
        checker = jsonschema.Draft202012Validator(schema["$defs"][name])
        rows = []
        for file in entry["files"]:
            text = (folder / file).read_text("utf-8")
            assert "NaN" not in text and "Infinity" not in text
            page = json.loads(text)
            checker.validate(page)
            jsonschema.validate(page, schema)
            described = schema["$defs"][name]["properties"]["rows"]["items"]["properties"]
            assert not {column for row in page["rows"] for column in row} - set(described), name
            assert all(described[column]["description"] for column in described), name
            rows += page["rows"]
        assert len(rows) == entry["rows"] == page["count"]
    assert "claims.json" in {path.name for path in folder.iterdir()}


def test_the_schema_can_refuse(site: Path):
    schema = json.loads((site / FOLDER / "schema.json").read_text("utf-8"))
    for wrong in ({"value": "many"}, {"group": "nobody"}, {"claim_id": None}):
        file = {"resource": "claims", "count": 1, "rows": [{"claim_id": "one", **wrong}]}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(file, schema)


def test_findings_lead_to_the_rows_that_they_are_about(site: Path):
    def rows(name: str) -> list[dict]:
        files = json.loads((site / FOLDER / "index.json").read_text("utf-8"))["files"][name]["files"]
        return [row for file in files for row in json.loads((site / FOLDER / file).read_text("utf-8"))["rows"]]

    ids = {name: {next(iter(row.values())) for row in rows(name)} for name in RESOURCES}
    findings = rows("findings")
    assert len(findings) > 30
    assert all(one["id"] in ids[one["resource"]] for finding in findings for one in finding["refers_to"])
    words = {(row["list"], row["code"]) for row in rows("words")}
    assert {("finding", finding["code"]) for finding in findings} <= words
    assert {("outcome", claim["outcome"]) for claim in rows("claims")} <= words
    assert {("groups", claim["group"]) for claim in rows("claims")} <= words
    qualifiers = [claim["qualifier"] for claim in rows("claims")]
    assert {("qualifier", code) for codes in qualifiers for code in codes} <= words
    assert any(len(codes) > 1 for codes in qualifiers), "a figure with two bounds"


def test_long_resources_come_in_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("claimbook.publish.api.ROWS_OF_A_FILE", 3)
    folder = files_beside(write_invented_package(tmp_path / "data"), tmp_path / "beside") / FOLDER
    file, seen = "claims.json", []
    while file:
        page = json.loads((folder / file).read_text("utf-8"))
        assert 0 < len(page["rows"]) <= 3
        seen += [row["claim_id"] for row in page["rows"]]
        file = page.get("next")
    assert seen == sorted(load_ledger(tmp_path / "data")["claims"]["claim_id"]) and len(seen) > 6


def test_rows_for_programs_lead_to_places_in_the_book(site: Path):
    for name in ("claims", "statements", "indicators", "findings", "sources", "days"):
        for row in json.loads((site / FOLDER / f"{name}.json").read_text("utf-8"))["rows"]:
            page, _, anchor = row.get("page", "index.html").partition("#")
            assert (site / page).exists() and (not anchor or anchor in ids_of(site / page)), row


CODE = dict(
    re.findall(r"```(python|r|javascript)\n(.*?)```", (ROOT / "chapters/use-the-data.md").read_text("utf-8"), re.S)
)
BLOCKS = re.findall(r"```(python|r|javascript)\n(.*?)```", (ROOT / "chapters/use-the-data.md").read_text("utf-8"), re.S)


@pytest.mark.parametrize("place", range(5))
def test_code_on_the_page_runs_as_printed(place: int, server: Server, site: Path, tmp_path: Path):
    """Each client in ten lines: against the site that a server gives, with the address in place of the example's."""
    language, code = BLOCKS[place]
    assert len([line for line in code.splitlines() if line]) <= 12
    code = code.replace("http://localhost:8000/", server.origin)
    claims = len(load_ledger(DATA)["claims"])
    if language == "r":
        if RSCRIPT is None:
            pytest.skip("no R was found: its client was not run")
        (tmp_path / "client.R").write_text(code, "utf-8")
        said = run(RSCRIPT, "client.R", folder=tmp_path)
    elif language == "javascript":
        (tmp_path / "client.mjs").write_text(code, "utf-8")
        said = run(NODE, "client.mjs", folder=tmp_path)
    else:
        (tmp_path / "client.py").write_text(code, "utf-8")
        if "ledger.zip" in code:
            (tmp_path / "ledger.zip").write_bytes((site / "data/ledger.zip").read_bytes())
        said = run(sys.executable, "client.py", folder=tmp_path)
    assert "ledger.zip" in code or said.startswith(f"{claims} ")
    assert len(said.split()) > 4


def test_code_on_the_page_is_in_four_languages():
    assert [language for language, _ in BLOCKS] == ["python", "python", "r", "javascript", "python"]


# Published versions


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_version_one_answers_with_the_same_bytes_after_ten_edits_and_publications(tmp_path: Path):
    data, seed = write_invented_package(tmp_path / "data"), random.Random(21)
    site = files_beside(data, tmp_path / "beside-0")
    publish_version(data, site, "The first", "2026-03-01")
    first = read_all(files_beside(data, tmp_path / "first") / FOLDER / "1")
    for number in range(1, 11):
        claim = seed.choice(read_package(data).read_rows("claims"))
        edit_cell(data, "claims", claim["claim_id"], "notes", f"Edit {number}: {seed.random()}")
        site = files_beside(data, tmp_path / f"beside-{number}")
        publish_version(data, site, f"Edit {number}", "2026-03-02")
    last = files_beside(data, tmp_path / "last")
    assert read_all(last / FOLDER / "1") == first and len(first) > 10
    assert [one.number for one in read_versions(data)] == list(range(1, 12))
    index = json.loads((last / FOLDER / "index.json").read_text("utf-8"))
    assert [one["version"] for one in index["versions"]] == list(range(1, 12))
    assert all((last / FOLDER / one["index"]).exists() for one in index["versions"])
    assert {path.name for path in (last / "changes").iterdir()} == {f"{number}.html" for number in range(2, 12)}
    assert "<ins>10: " in (last / "changes/11.html").read_text("utf-8")
    assert check_package(data) == []


def test_a_version_with_the_same_rows_is_refused(tmp_path: Path):
    data = write_invented_package(tmp_path / "data")
    site = files_beside(data, tmp_path / "beside")
    publish_version(data, site, "The first", "2026-03-01")
    with pytest.raises(BookError, match="nothing to publish"):
        publish_version(data, site, "The same", "2026-03-02")
    assert len(read_versions(data)) == 1


def test_a_changed_or_foreign_version_is_one_error(tmp_path: Path):
    data = write_invented_package(tmp_path / "data")
    version = publish_version(data, files_beside(data, tmp_path / "beside"), "The first", "2026-03-01")
    assert check_package(data) == []
    kept = version.path.read_bytes()
    with zipfile.ZipFile(version.path, "a") as archive:
        archive.writestr("claims-2.json", "{}")
    (problem,) = check_package(data)
    assert problem.file == str(version.path) and "digest" in problem.expected
    version.path.write_bytes(kept[: len(kept) // 2])
    assert len(check_package(data)) == 1
    version.path.write_bytes(kept)
    (data / "versions" / "notes.txt").write_text("mine", "utf-8")
    assert [one.value for one in check_package(data)] == ["notes.txt"]
    (data / "versions" / "notes.txt").unlink()
    version.path.rename(version.path.with_name(version.path.name.replace("1-", "3-", 1)))
    assert any("numbered from 1" in problem.expected for problem in check_package(data))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("version.json", b"{}", "KeyError"),
        ("version.json", b"[", "JSONDecodeError"),
        ("claims.json", b'{"rows": [[]]}', "another shape"),
        ("claims.json", b'{"rows": 5}', "TypeError"),
        ("x.html", b"", "a file x.html"),
        ("index.json", b"[]", "another shape"),
    ],
)
def test_contents_of_another_shape_are_refused(tmp_path: Path, name: str, content: bytes, words: str):
    """The digest is right, the contents are none that the book has written."""
    data = write_invented_package(tmp_path / "data")
    version = publish_version(data, files_beside(data, tmp_path / "beside"), "The first", "2026-03-01")
    files = {**version.files, name: content}
    version.path.unlink()
    with zipfile.ZipFile(version.path.with_name(f"1-{digest_of(files)}.zip"), "w") as archive:
        for member, held in files.items():
            archive.writestr(member, held)
    (problem,) = check_package(data)
    assert words in problem.value, problem


def test_versions_follow_each_other(tmp_path: Path):
    """A version that was published anew after the one before it changed is noticed; an earlier day is refused."""
    data = write_invented_package(tmp_path / "data")
    for number in (1, 2):
        claim = read_package(data).read_rows("claims")[0]["claim_id"]
        edit_cell(data, "claims", claim, "notes", f"Edit {number}")
        publish_version(data, files_beside(data, tmp_path / f"beside-{number}"), "One", "2026-03-02")
    with pytest.raises(BookError, match="is earlier"):
        edit_cell(data, "claims", claim, "notes", "Edit 3")
        publish_version(data, files_beside(data, tmp_path / "beside-3"), "Three", "2026-03-01")
    read_versions(data)[0].path.unlink()
    (tmp_path / "other").mkdir()
    publish_version(tmp_path / "other", files_beside(data, tmp_path / "beside-4"), "Another", "2026-03-01")
    (other,) = read_versions(tmp_path / "other")
    (data / "versions" / other.path.name).write_bytes(other.path.read_bytes())
    assert [one.value for one in check_package(data)] == ["another version before it"]


def test_an_archive_can_not_write_outside(tmp_path: Path):
    """A name with a folder in it is refused by check, so nothing unpacks it."""
    data = write_invented_package(tmp_path / "data")
    version = publish_version(data, files_beside(data, tmp_path / "beside"), "The first", "2026-03-01")
    with zipfile.ZipFile(version.path, "a") as archive:
        archive.writestr("../escaped.json", "{}")
    assert len(check_package(data)) == 1


def test_publish_keeps_what_was_built_and_shows_what_it_changed(workshop: Path, capsys: pytest.CaptureFixture[str]):
    """The whole way: build, record, publish, correct, publish again, and look at before and after."""
    data, out = workshop / "data", workshop / "out"
    named = ["--data", str(data), "--out", str(out)]
    assert main(["publish", "--note", "The first", "--date", "2026-03-01", *named]) == 1
    assert "not recorded" in capsys.readouterr().err and not (data / "versions").exists()
    record = ["record", "--author", "the editors", "--data", str(data), "--reason"]
    assert main([*record, "The first reports"]) == 0
    assert main(["publish", "--note", "The first", "--date", "2026-03-01", *named]) == 0
    claim = next(row for row in read_package(data).read_rows("claims") if row["qualifier"] == "exact")
    edit_cell(data, "claims", claim["claim_id"], "value", str(int(claim["value"]) + 5))
    edit_cell(data, "claims", claim["claim_id"], "value_text", str(int(claim["value"]) + 5))
    assert main([*record, "A slip of the pen"]) == 0
    assert main(["publish", "--note", "A correction", "--date", "2026-03-02", *named]) == 0
    assert main(["build", *named]) == 0
    site = out / "html"
    page = (site / "changes/2.html").read_text("utf-8")
    assert claim["claim_id"] in page and "Charts" in page and "data:image/svg+xml;base64," in page
    listed = (site / "changes.html").read_text("utf-8")
    assert "A correction" in listed and 'href="changes/2.html"' in listed and 'href="api/v1/1/index.json"' in listed


# Descriptions for machines


def test_croissant_is_read_by_its_own_library(site: Path):
    described = mlcroissant.Dataset(jsonld=site / "data/croissant.json")
    assert described.metadata.issues.errors == set()
    assert described.metadata.conforms_to == ["http://mlcommons.org/croissant/1.1"]
    rows = [{key.split("/")[1]: cell for key, cell in row.items()} for row in described.records("claims")]
    ledger = load_ledger(DATA)
    assert len(rows) == len(ledger["claims"])
    assert [row["claim_id"].decode() for row in rows] == ledger["claims"]["claim_id"].tolist()
    assert {one.name for one in described.metadata.record_sets} == set(read_package(DATA).resources)


def test_research_object_is_read_by_its_own_library(site: Path):
    crate = ROCrate(site / "data")
    assert crate.name.endswith("claims ledger") and crate.license["identifier"] == "CC-BY-4.0"
    files = {entity.id for entity in crate.get_entities() if entity.type == "File"}
    assert {"claims.csv", "claims-readable.xlsx", "annotations.jsonld"} <= files
    assert all((site / "data" / name).is_file() for name in files)


def test_metadata_of_a_deposit_name_what_is_deposited(site: Path):
    deposit = json.loads((site / "data/.zenodo.json").read_text("utf-8"))
    assert deposit["upload_type"] == "dataset" and deposit["license"] == "cc-by-4.0"
    assert deposit["publication_date"] == load_ledger(DATA).as_of


def test_shapes_of_others_are_named_as_our_own_reading(site: Path):
    (row,) = csv.DictReader(io.StringIO((site / "data/acled-shaped-own-reading.csv").read_text("utf-8")))
    tables = derived_tables(load_ledger(DATA))
    total = tables["estimates"].query("rule_set == 'acled'")["low"].iloc[0]
    assert float(row["fatalities"]) == total and row["notes"].startswith("Not by ACLED")
    assert row["event_date"] == ""
    assert not (site / "data/ged-shaped-own-reading.csv").exists()


def test_hostile_words_stay_words_in_markdown():
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) ![i](http://evil.example) `code` | cell"
    text = as_markdown(json.dumps([["html", f"<p>{html.escape(hostile)}</p>"]]))
    assert "<script" not in text.replace("\\<", "") and "\\[x\\](" in text and "\\`code\\`" in text and "\\|" in text


def test_every_page_has_a_copy_in_markdown(site: Path):
    missing = [path for path in pages_for_readers(site) if not path.with_suffix(".md").exists()]
    assert [path.name for path in missing if path.name not in ("search.html", "offline.html", "lite.html")] == []
    front = (site / "index.md").read_text("utf-8")
    assert front.startswith("# ") and "| Killed, according to |" in front and "<div" not in front and "⟦" not in front
    directives = [
        path for path in site.rglob("*.md") if "_sources" not in path.parts and "{include}" in path.read_text("utf-8")
    ]
    assert directives == [] and "| --- |" in (site / "rules.md").read_text("utf-8")
    listed = (site / "llms.txt").read_text("utf-8")
    assert listed.startswith("# ") and "\n> " in listed
    for address in re.findall(r"\]\(([^)]+)\)", listed):
        assert (site / address).exists(), address


def test_headers_for_servers_say_what_pages_say(site: Path):
    """The policy of the pages, which a header may only tighten; programs of other sites may read the data."""
    lines = (site / "_headers").read_text("utf-8").splitlines()
    (policy,) = [line.partition(": ")[2] for line in lines if "Content-Security-Policy" in line]
    page = BeautifulSoup((site / "index.html").read_text("utf-8"), "lxml")
    in_page = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy == f"{in_page}; frame-ancestors 'none'"
    assert lines.count("  Access-Control-Allow-Origin: *") == 2 and "/api/*" in lines and "/data/*" in lines


# Anchors


@needs_documents
def test_annotations_point_at_their_words_in_the_documents(site: Path):
    documents = {}
    for path in find_documents().glob("*.txt"):
        digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).decode().rstrip("=")
        documents[f"ni:///sha-256;{digest}"] = path.read_bytes().decode()
    items = json.loads((site / "data/annotations.jsonld").read_text("utf-8"))["first"]["items"]
    found = 0
    for item in items:
        for target in item["target"]:
            if isinstance(target["source"], dict):
                position, quotation = target["selector"]
                text = documents[target["source"]["id"]]
                assert text[position["start"] : position["end"]] == quotation["exact"]
                found += 1
    assert found == len(items) > 300


# Away from home


def test_a_book_is_opened_from_a_zip_a_site_and_an_address(site: Path, server: Server, tmp_path: Path):
    here = claimbook.open_book(DATA)
    for where in (site / "data/ledger.zip", site, server.origin.rstrip("/"), f"{server.origin}data/ledger.zip"):
        there = claimbook.open_book(where)
        assert [one.claim_id for one in there.claims] == [one.claim_id for one in here.claims]
        assert there.frame("findings").equals(here.frame("findings"))
    assert claimbook.open_book(site, as_of="2026-01-31").frame("claims")["known_on"].max() == "2026-01-31"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b"no zip"), "not a zip"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "no datapackage.json"),
    ],
)
def test_what_is_no_published_book_is_one_error(tmp_path: Path, make, words: str):
    path = tmp_path / "ledger.zip"
    make(path)
    with pytest.raises(BookError, match=words):
        claimbook.open_book(path)
    for where in ("http://127.0.0.1:9/nobody", "http://exa mple.example/", tmp_path / "nowhere"):
        with pytest.raises(BookError, match=r"can't be read|no such file"):
            claimbook.open_book(where)


def test_a_day_that_is_none_is_one_error():
    for day in ("2026-2-1", "nonsense", "20260201"):
        with pytest.raises(BookError, match="expected a day"):
            claimbook.open_book(DATA, as_of=day)


def test_an_earlier_edition_is_opened_and_tells_nothing_later(tmp_path: Path):
    """No party, place, event or reason of later documents stands in a file of an edition of an earlier day."""
    day = "2026-02-01"
    whole, then = load_ledger(DATA), load_ledger(DATA).as_known_on(day)
    later = {
        name: set(whole[name].iloc[:, 0]) - set(then[name].iloc[:, 0])
        for name in ("sources", "claims", "parties", "places", "events")
    }
    assert all(later.values())
    tables = derived_tables(then)
    edition = begin_edition(list(book_pages(then, tables, day)), then, tables, tmp_path, THIS_PROJECT)
    texts = [path.read_text("utf-8") for path in edition.folder.rglob("*") if path.suffix in (".json", ".csv", ".xml")]
    for name in ("sources", "claims"):
        assert not [one for one in later[name] for text in texts if f'"{one}"' in text or f"\n{one}," in text]
    for name in ("parties", "places", "events"):
        rows = json.loads((edition.folder / FOLDER / f"{name}.json").read_text("utf-8"))["rows"]
        table = pd.read_csv(edition.folder / f"data/{name}.csv", dtype="str")
        assert not later[name] & ({next(iter(row.values())) for row in rows} | set(table.iloc[:, 0]))
    reasons = whole["changes"].merge(then["changes"][["change_id"]], on="change_id", how="left", indicator=True)
    mixed = set(reasons.loc[reasons["_merge"] == "left_only", "reason"])
    assert mixed and not mixed & set(then["changes"]["reason"])
    book = claimbook.open_book(edition.folder / "data/ledger.zip")
    assert len(book.claims) == len(then["claims"])


def test_a_zip_writes_only_files_of_a_data_package(site: Path, tmp_path: Path):
    path = tmp_path / "ledger.zip"
    path.write_bytes((site / "data/ledger.zip").read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        for name in ("../outside.csv", "/tmp/outside.csv", "evil.py", "versions/1.zip"):
            archive.writestr(name, "x")
    folder = claimbook.open_book(path).folder
    assert {one.suffix for one in folder.rglob("*") if one.is_file()} <= {".csv", ".json", ".yml"}
    assert not (folder.parent / "outside.csv").exists() and not (folder / "versions").exists()


@pytest.mark.parametrize("notebook", ["timeline", "casualty-claims", "root-causes", "sources"])
def test_a_notebook_runs_away_from_home(notebook: str, site: Path, tmp_path: Path):
    """Outside the project, with a published zip in place of the data package."""
    import papermill

    zipped = tmp_path / "ledger.zip"
    zipped.write_bytes((site / "data/ledger.zip").read_bytes())
    path = tmp_path / f"{notebook}.ipynb"
    path.write_bytes((ROOT / "chapters" / f"{notebook}.ipynb").read_bytes())
    done = papermill.execute_notebook(
        str(path), str(tmp_path / "done.ipynb"), {"data_dir": str(zipped)}, cwd=str(tmp_path), progress_bar=False
    )
    assert any(output.get("data", {}).get("text/html") for cell in done.cells for output in cell.get("outputs", []))


def test_an_installed_package_makes_and_builds_a_book(tmp_path: Path):
    """The wheel alone, in an environment of its own that has the locked libraries and nothing of this folder."""
    run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-w",
        tmp_path, ROOT, folder=tmp_path,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "env", folder=tmp_path)
    python = tmp_path / "env/bin/python"
    libraries = next((tmp_path / "env/lib").glob("python*")) / "site-packages"
    (libraries / "locked.pth").write_text(f"{Path(pd.__file__).parents[1]}\n", "utf-8")
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        wheel,
        folder=tmp_path,
    )
    assert str(libraries) in run(python, "-c", "import claimbook; print(claimbook.__file__)", folder=tmp_path)
    command = tmp_path / "env/bin/claimbook"
    new = ["new", "vesla", "--title", "Vesla, May 2031", "--sides", "Government, League"]
    run(command, *new, "--groups", "soldiers: Government, fighters: League, civilians", folder=tmp_path)
    built = run(command, "build", "--data", "vesla", "--out", "book", folder=tmp_path)
    front = Path(built.strip().splitlines()[-1])
    assert "Vesla, May 2031" in front.read_text("utf-8")
    assert os.path.commonpath([front, tmp_path]) == str(tmp_path)
    empty = ("history", "root-causes", "incidents", "places", "statements")
    assert not [name for name in empty if (front.parent / f"{name}.html").exists()], "chapters without a row"
    assert missing_targets(front.parent) == []
    said = run(python, "-c", "import claimbook; print(len(claimbook.open_book('book/html').claims))", folder=tmp_path)
    assert said.strip() == "1"
