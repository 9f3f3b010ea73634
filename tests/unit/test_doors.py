"""What was attacked and held: nothing outside is read, written or run, and no descriptor loosens the schema."""

import json
import os
import re
import subprocess
import threading
import time
import zipfile
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook
from support.packages import edit_cell
from support.paths import DATA

from claimbook.book.diff import check_out
from claimbook.checks.structure import check_package
from claimbook.cli import main
from claimbook.coding.draft import draft_rows
from claimbook.coding.import_table import EXAMPLE, import_rows, read_mapping
from claimbook.coding.take import take_document
from claimbook.coding.workbook import read_sheets
from claimbook.errors import BookError, DataProblems, Problem
from claimbook.files import alone, inside, write_whole
from claimbook.ledger.archives import pack
from claimbook.ledger.decisions import DECISIONS, load_decisions
from claimbook.ledger.package import ANCHORED, DESCRIPTOR, read_package
from claimbook.ledger.versions import digest_of
from claimbook.publish.markdown import as_markdown, plain


def described(folder: Path, table: str, column: str, **changes: object) -> list[str]:
    """Change a field of the descriptor; return what check expects then."""
    path = folder / DESCRIPTOR
    descriptor = json.loads(path.read_text("utf-8"))
    (resource,) = (one for one in descriptor["resources"] if one["name"] == table)
    (field,) = (one for one in resource["schema"]["fields"] if one["name"] == column)
    field.update(changes)
    path.write_text(json.dumps(descriptor), "utf-8")
    return [f"{one.column}: {one.expected}" for one in check_package(folder)]


@pytest.mark.parametrize(
    ("table", "column", "changes", "expected"),
    [
        ("claims", "value", {"type": "string"}, "resources.claims.value.type: number"),
        ("sources", "published_on", {"type": "string"}, "resources.sources.published_on.type: date"),
        ("claims", "notes", {"constraints": {"pattern": "(a|a)*b"}}, "constraints.pattern: a pattern of the schema"),
        ("claims", "notes", {"constraints": []}, "resources.claims.notes.constraints: an object"),
        ("claims", "value", {"constraints": {"minimum": "x"}}, "constraints.minimum: a constraint of this schema"),
        ("claims", "notes", {"description": "\x1b[2J"}, "characters that print"),
    ],
)
def test_a_descriptor_cannot_loosen_the_schema(invented: Path, table: str, column: str, changes: dict, expected: str):
    assert any(expected in said for said in described(invented, table, column, **changes))


def test_an_id_is_no_path_and_an_address_no_script_whatever_the_descriptor_says(invented: Path):
    described(invented, "sources", "source_id", constraints={"required": True})
    described(invented, "sources", "url", format="default")
    edit_cell(invented, "sources", "harbour-post", "url", "javascript:alert(1)")
    edit_cell(invented, "parties", "vesla-officials", "party_id", "../../league")
    expected = {(one.column, one.expected.split(",")[0]) for one in check_package(invented)}
    assert ("party_id", "small letters and digits") in expected
    assert ("url", "an address that begins with https://") in expected


def test_no_name_leads_out_of_its_folder(tmp_path: Path):
    assert inside(tmp_path, "sources/post") == tmp_path / "sources" / "post"
    with pytest.raises(BookError, match="leads out"):
        inside(tmp_path, "sources/../../post")


def test_a_link_is_replaced_and_not_written_through(tmp_path: Path):
    victim, link = tmp_path / "victim", tmp_path / "table.csv"
    victim.write_text("kept", "utf-8")
    link.symlink_to(victim)
    write_whole(link, "new")
    assert (victim.read_text("utf-8"), link.read_text("utf-8"), link.is_symlink()) == ("kept", "new", False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["table.csv", "victim"]


@pytest.mark.parametrize("name", ["decisions.yml", "guesses.csv", "readings/first/leak.csv", "versions/1-a.zip"])
def test_what_is_outside_is_not_read(invented: Path, tmp_path: Path, name: str):
    (tmp_path / "secret").write_text("secret", "utf-8")
    (invented / name).parent.mkdir(parents=True, exist_ok=True)
    (invented / name).unlink(missing_ok=True)
    (invented / name).symlink_to(tmp_path / "secret")
    assert [one.expected for one in check_package(invented)] == ["a plain file inside the data package"]


def test_a_pipe_is_refused_at_once(invented: Path):
    (invented / DECISIONS).unlink(missing_ok=True)
    os.mkfifo(invented / DECISIONS)
    assert [one.value for one in check_package(invented)] == ["a link or no file"]


def test_a_filter_of_the_repository_does_not_run(invented: Path, tmp_path: Path):
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(invented), *arguments], check=True, capture_output=True)

    (invented / ".gitattributes").write_text("*.csv filter=x\n", "utf-8")
    git("init", "-q")
    git("add", ".")
    git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "First")
    git("config", "filter.x.smudge", f"touch {tmp_path / 'run'}; cat")
    folder = check_out(read_package(invented), "HEAD", tmp_path)
    assert (folder / "claims.csv").read_bytes() == (invented / "claims.csv").read_bytes()
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000 + "]" * 100_000, "- &a {x: *a}", "- action: [rank]\n", "- {action: {a: b}}\n", "- !!int x\n"],
)
def test_odd_decisions_are_a_message(invented: Path, text: str):
    (invented / DECISIONS).write_text(text, "utf-8")
    with pytest.raises(DataProblems):
        load_decisions(invented)


def test_a_carriage_return_in_a_cell_is_refused(invented: Path):
    path = invented / "claims.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    rows[0] = f'{rows[0].rpartition(",")[0]},"one\rtwo"'  # the notes
    path.write_text("\n".join([header, *rows, ""]), "utf-8", newline="")
    assert any(one.expected == "line ends without a carriage return" for one in check_package(invented))


def test_a_backslash_opens_no_markup():
    assert plain(r"\<img src=x> \[x\](https://evil.example)") == (r"\\\<img src=x> \\\[x\\\](https://evil.example)")


def test_a_reason_that_check_would_refuse_is_refused(invented: Path):
    with pytest.raises(SystemExit) as ended:
        main(["record", "--data", str(invented), "--reason", "a\x00b", "--author", "me"])
    assert ended.value.code == 2


@pytest.mark.parametrize("day", ["2031-5-3", "0231-05-03", "9999-12-31"])
def test_a_day_has_one_form_and_a_year_of_ours(invented: Path, day: str):
    edit_cell(invented, "sources", "harbour-post", "published_on", day)
    assert any("a day such as 2026-01-31" in one.expected for one in check_package(invented))


def test_a_descriptor_is_json_without_other_numbers(invented: Path):
    path = invented / DESCRIPTOR
    path.write_text(path.read_text("utf-8").replace('"minimum": 0', '"minimum": NaN', 1), "utf-8")
    assert [one.value for one in check_package(invented)] == ["NaN, which is no number of JSON"]


def test_a_header_without_end_is_a_message(invented: Path):
    (invented / "claims.csv").write_text("a" * 200_000 + "\n", "utf-8")
    assert [(one.row, Path(one.file).name) for one in check_package(invented)] == [(1, "claims.csv")]


def sheet_of(path: Path, cells: str) -> Path:
    """Write a workbook of one sheet with this XML as its rows."""
    Workbook().save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            sheet = re.sub(
                rb"<sheetData */>|<sheetData></sheetData>", f"<sheetData>{cells}</sheetData>".encode(), content
            )
            archive.writestr(name, sheet)
    return path


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="n"><v>x</v></c></row>',
        "<row",
    ],
)
def test_a_broken_or_endless_sheet_is_a_message(invented: Path, tmp_path: Path, cells: str):
    path = sheet_of(tmp_path / "x.xlsx", cells)
    with pytest.raises(BookError, match=r"expected a workbook|over 200,000 lines"):
        for _, lines in read_sheets(path):
            list(lines)


def test_a_taken_text_is_written_through_no_link(tmp_path: Path):
    (tmp_path / "page.html").write_text(
        "<p>Nine people were hurt in the harbour, the police said on Monday.</p>", "utf-8"
    )
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "page.txt").symlink_to(tmp_path / "elsewhere")
    assert main(["take", str(tmp_path / "page.html"), "--out", str(tmp_path / "out")]) == 0
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("more", [["--sides", "A,A"], ["--title", "One\nTwo"]])
def test_a_new_book_has_sides_of_its_own_and_a_title_of_one_line(tmp_path: Path, more: list[str]):
    asked = ["new", str(tmp_path / "b"), "--title", "T", "--sides", "A,B", "--groups", "soldiers: A", *more]
    assert main(asked) == 1
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("table", "column", "constraints", "expected"),
    [
        ("claims", "status", {"required": True}, "claims.status.constraints.enum: codes of active, withdrawn"),
        ("claims", "sex", {"enum": ["female", "x"]}, "claims.sex.constraints.enum: codes of female, male"),
        ("claims", "date_prec", {"minimum": 1, "maximum": 9}, "claims.date_prec.constraints.maximum: 5"),
        ("claims", "span_start", {}, "claims.span_start.constraints.minimum: 0"),
        ("parties", "name", {}, "parties.name.constraints.required: true"),
    ],
)
def test_a_descriptor_lets_no_cell_through_that_no_page_reads(
    invented: Path, table: str, column: str, constraints: dict, expected: str
):
    said = described(invented, table, column, constraints=constraints)
    assert [one.removeprefix("resources.") for one in said] == [expected]


def test_a_descriptor_may_be_narrower_than_the_schema(invented: Path):
    assert described(invented, "claims", "sex", constraints={"enum": ["female"]}) == []


def test_a_name_and_a_list_of_codes_have_an_end(invented: Path):
    edit_cell(invented, "parties", "vesla-officials", "name", "x" * 301)
    assert [one.expected for one in check_package(invented)] == ["at most 300 characters"]
    codes = [{"value": f"c{number}"} for number in range(501)]
    assert described(invented, "events", "kind", categories=codes) == [
        "resources.events.kind.categories: at most 500 codes"
    ]


def test_a_chain_of_places_has_an_end(invented: Path):
    path = invented / "places.csv"
    header, first, *_ = path.read_text("utf-8").splitlines()
    columns = header.split(",")
    rows = [dict(zip(columns, first.split(","), strict=True)) for _ in range(23)]
    for number, row in enumerate(rows, start=1):
        above = f"level-{number - 1}" if number > 1 else ""
        row.update(place_id=f"level-{number}", name=f"Level {number}", parent_id=above, variants="")
    with path.open("a", encoding="utf-8") as file:
        file.writelines(",".join(row.values()) + "\n" for row in rows)
    found = [(one.value, one.expected) for one in check_package(invented) if one.column == "parent_id"]
    assert found == [(f"level-{number}", "at most 20 rows above one another") for number in (21, 22)]


def test_a_line_break_of_a_message_stays_one_line():
    assert "\n" not in str(Problem("a", 0, "", "one\ntwo\x1b[2J", "x", "Correct it."))


@pytest.mark.parametrize("encoding", ["UTF_7", "IDNA", "unicode_escape"])
def test_an_encoding_that_hides_markup_is_refused_however_it_is_spelled(encoding: str):
    with pytest.raises(DataProblems, match="the name of an encoding"):
        take_document(b"Nine people died.", "a.txt", encoding)


def test_a_word_file_with_an_endless_table_is_a_message(tmp_path: Path):
    import docx

    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell._tc.grid_span = 100_000_000
    document.save(str(tmp_path / "a.docx"))
    with pytest.raises(DataProblems, match="over 1000 columns"):
        take_document((tmp_path / "a.docx").read_bytes(), "a.docx")


def test_a_mapping_without_aliases(tmp_path: Path):
    (tmp_path / "map.yml").write_text("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "utf-8")
    with pytest.raises(BookError, match="an alias"):
        read_mapping(tmp_path / "map.yml")


def test_a_mapping_sets_no_cell_that_a_row_fills(invented: Path, tmp_path: Path):
    mapping = yaml.safe_load(EXAMPLE) | {"speaker": "vesla-officials", "event": "shore-fighting", "place": ""}
    mapping["claims"]["killed"]["claim_id"] = mapping["source"]["source_id"] = "post-raid"
    (tmp_path / "days.csv").write_text("report_date,killed_total,killed\n2031-05-01,1,1\n", "utf-8")
    with pytest.raises(DataProblems) as raised:
        import_rows(read_package(invented), tmp_path / "days.csv", mapping, "2031-05-02")
    assert {(one.column, one.value) for one in raised.value.problems if "rows" in one.expected} == {
        ("source", "source_id"),
        ("claims.killed", "claim_id"),
    }


def test_a_cell_of_a_mapping_is_no_list(tmp_path: Path):
    (tmp_path / "map.yml").write_text(EXAMPLE.replace("measure: killed, group: all", "measure: [a, b]"), "utf-8")
    with pytest.raises(BookError, match="plain cells"):
        read_mapping(tmp_path / "map.yml")


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_file_is_no_data_package_and_leaves_no_folder(tmp_path: Path, capsys, monkeypatch, command: str):
    monkeypatch.chdir(tmp_path)
    Path("ledger.csv").write_text("a\n", "utf-8")
    assert main([command, "--data", "ledger.csv"]) == 1
    said = "".join(capsys.readouterr())
    assert "found no folder; expected a data package" in said
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.csv"]


def test_a_command_that_has_to_wait_says_so(invented: Path, capsys):
    with alone(invented):
        started = threading.Thread(target=main, args=(["withdraw", "no-such-source", "--data", str(invented)],))
        started.start()
        deadline = time.monotonic() + 30
        said = ""
        while "Waiting" not in said and time.monotonic() < deadline:
            time.sleep(0.05)  # leave the other thread its turn
            said += capsys.readouterr().err
    started.join()
    assert f"Waiting: another program holds the tables of {invented}" in said


def test_the_next_command_is_printed_as_a_shell_reads_it(tmp_path: Path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "two words", "--title", "A book", "--sides", "A, B", "--groups", "soldiers: A"]) == 0
    assert "claimbook build --data 'two words' --out 'two words-book'" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p># x</p>", r"\# x"),
        ("<p>- x</p>", r"\- x"),
        ("<p>1. x</p>", r"1\. x"),
        ("<p>&gt; x</p>", r"\> x"),
        ("<p>~~~ x</p>", r"\~~~ x"),
        ("<p>1.5 million - or -5</p>", "1.5 million - or -5"),
    ],
)
def test_a_line_of_text_opens_no_block_of_markdown(html: str, markdown: str):
    assert as_markdown(json.dumps([["html", html]])) == f"{markdown}\n"


def test_two_writers_take_turns(tmp_path: Path):
    path = tmp_path / "number"
    path.write_text("0", "utf-8")

    def add_one() -> None:
        for _ in range(50):
            with alone(tmp_path):
                write_whole(path, str(int(path.read_text("utf-8")) + 1))

    workers = [threading.Thread(target=add_one) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert path.read_text("utf-8") == "200"


@pytest.mark.parametrize(
    ("table", "column", "changes", "expected"),
    [
        (
            "claims",
            "assertion",
            {"categories": ["flat", "odd"]},
            "assertion.constraints.enum: codes of flat, attributed",
        ),
        ("claims", "notes", {"categories": 3}, "claims.notes.categories: a list of categories"),
        ("claims", "notes", {"categories": [{"label": "x"}]}, "claims.notes.categories: a list of categories"),
        ("claims", "value", {"constraints": {"minimum": True}}, "constraints.minimum: a constraint of this schema"),
        ("claims", "scope_start", {"constraints": {"minimum": 3}}, "constraints.minimum: a constraint of this schema"),
    ],
)
def test_no_other_way_loosens_the_schema(invented: Path, table: str, column: str, changes: dict, expected: str):
    assert any(expected in said for said in described(invented, table, column, **changes))


def test_properties_of_a_field_that_the_book_does_not_read_change_no_cell(invented: Path):
    described(invented, "claims", "value", bareNumber=False, decimalChar=",", groupChar=" ")
    described(invented, "claims", "scope_start", missingValues=["", "-"])
    claim = read_package(invented).read_rows("claims")[0]["claim_id"]
    for column, value in (("value", "12,5"), ("scope_start", "-")):
        edit_cell(invented, "claims", claim, column, value)
    assert {"value", "scope_start"} <= {one.column for one in check_package(invented)}


def test_a_reference_of_the_schema_stays(invented: Path):
    path = invented / DESCRIPTOR
    descriptor = json.loads(path.read_text("utf-8"))
    (claims,) = (one for one in descriptor["resources"] if one["name"] == "claims")
    claims["schema"]["foreignKeys"] = []
    path.write_text(json.dumps(descriptor), "utf-8")
    said = [one.expected for one in check_package(invented)]
    assert "event_id, which refers to events" in said and "supersedes, which refers to claims" in said


@pytest.mark.parametrize("keys", [3, [3], [{"fields": []}], [{"fields": [{}], "reference": {"resource": "events"}}]])
def test_an_odd_reference_is_a_message(invented: Path, keys: object):
    path = invented / DESCRIPTOR
    descriptor = json.loads(path.read_text("utf-8"))
    (claims,) = (one for one in descriptor["resources"] if one["name"] == "claims")
    claims["schema"]["foreignKeys"] = keys
    path.write_text(json.dumps(descriptor), "utf-8")
    assert [one.expected for one in check_package(invented)] == [
        "a list of fields, and a reference to a table of this package"
    ]


@pytest.mark.parametrize("number", ["1e999", "-Infinity", "NaN", "9" * 5000])
def test_no_number_that_json_does_not_have(invented: Path, number: str):
    path = invented / DESCRIPTOR
    path.write_text(path.read_text("utf-8").replace("{", f'{{"own": {number}, ', 1), "utf-8")
    assert len(check_package(invented)) == 1


@pytest.mark.parametrize("schema", ["[" * 100_000, '{"fields": [], "own": NaN}', "9" * 5000])
def test_a_schema_in_its_own_file_is_read_as_strictly(invented: Path, schema: str):
    descriptor = json.loads((invented / DESCRIPTOR).read_text("utf-8"))
    descriptor["resources"][0]["schema"] = "own.json"
    (invented / "own.json").write_text(schema, "utf-8")
    (invented / DESCRIPTOR).write_text(json.dumps(descriptor), "utf-8")
    assert len(check_package(invented)) == 1


ABOUT_A_VERSION = {
    "version": 1, "follows": "", "date": "2031-05-13", "as_of": "2031-05-12", "ledger": "a", "note": "First."
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("version.json", json.dumps({name: cell for name, cell in ABOUT_A_VERSION.items() if name != "follows"})),
        ("version.json", json.dumps(ABOUT_A_VERSION | {"more": float("nan")})),
        ("version.json", json.dumps(ABOUT_A_VERSION | {"note": "\ud800"})),
        ("schema.json", "not json"),
        ("claims.json", json.dumps({"rows": [{"claim_id": "a\x00"}]})),
        ("claims.json", json.dumps({"rows": [["a"]]})),
    ],
)
def test_a_forged_version_is_a_message(invented: Path, name: str, content: str):
    files = {"version.json": json.dumps(ABOUT_A_VERSION), "index.json": "{}", name: content}
    kept = {name: text.encode() for name, text in sorted(files.items())}
    (invented / "versions").mkdir()
    (invented / "versions" / f"1-{digest_of(kept)}.zip").write_bytes(pack(kept))
    assert [one.expected for one in check_package(invented)] == ["a version as claimbook publish wrote it"]


def test_a_page_with_one_nul_stays_what_it_says():
    page = b"<!doctype html><p>The army said that 12 men died in the harbour.</p><p>a\0b</p>"
    assert "12 men died" in take_document(page, "a.html").text


@pytest.mark.parametrize("reading", ["source_id,span_start,span_end\na,x,2\n", "a,b\n1\n", "source_id\n\udcff\n"])
def test_an_odd_reading_is_a_message(invented: Path, reading: str):
    for reader in ("first", "second"):
        (invented / "readings" / reader).mkdir(parents=True)
        for table in ANCHORED:
            path = invented / "readings" / reader / f"{table}.csv"
            path.write_bytes(reading.encode(errors="surrogateescape"))
    assert any("a reading with the columns" in one.expected for one in check_package(invented))


@pytest.mark.parametrize(
    "change",
    [{"words": "twelve\0 letters"}, {"words": "x" * 5000}, {"date": "2026-99-99"}, {"expect": {"a": 10**400}}],
)
def test_a_decision_holds_only_what_can_be_published(invented: Path, change: dict):
    decision = {
        "id": "a", "action": "set_aside", "target": {"kind": "number", "words": ["x"]}, "expect": {"harbour-post": 1},
        "reason": "frame", "words": "Only a frame.", "author": "me", "date": "2031-05-13",
    }  # fmt: skip
    (invented / DECISIONS).write_text(yaml.safe_dump([decision | change]), "utf-8")
    with pytest.raises(DataProblems):
        load_decisions(invented)


@pytest.mark.parametrize("words", ["on 3 May 2031 ", "12 killed; ", "Tarn and Osmo ", "12 wounded by aaa "])
def test_a_draft_takes_no_longer_for_each_word_of_a_longer_text(invented: Path, tmp_path: Path, words: str):
    def seconds(size: int) -> float:
        report = tmp_path / "report.txt"
        report.write_text(f"12 May 2031\n\n{words * (size // len(words))}\n", "utf-8")
        began = time.process_time()
        draft_rows(read_package(invented), report, "new-report", "2031-05-13")
        return time.process_time() - began

    seconds(1_000)
    assert seconds(16_000) < 9 * max(seconds(4_000), 0.1), "four times the text: not sixteen times as long"


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"action": "added", "new": "not json"}, "new"),
        ({"action": "added", "new": "[1]"}, "new"),
        ({"action": "corrected", "column": "notes", "new": "x"}, "row_id"),
        ({"action": "added", "table": "nosuch", "new": "{}"}, "table"),
    ],
)
def test_a_log_that_cannot_be_replayed_is_named(invented: Path, capsys, change: dict, column: str):
    package = read_package(invented)
    blank = dict.fromkeys(package.fields("changes"), "")
    row = {
        "change_id": "2031-05-09-0001",
        "date": "2031-05-09",
        "table": "claims",
        "row_id": "gone",
        "reason": "a slip",
    }
    package.write_rows("changes", [*package.read_rows("changes"), {**blank, **row, "author": "me", **change}])
    for command in (["check"], ["record", "--reason", "x", "--author", "me"], ["withdraw", "harbour-post"]):
        assert main([*command, "--data", str(invented)]) == 1
        assert f"column {column}" in "".join(capsys.readouterr())


@pytest.mark.parametrize("day", ["２０３１-05-03", "٢٠٣١-05-01"])
def test_a_year_is_written_in_plain_digits(invented: Path, day: str):
    edit_cell(invented, "releases", "first", "stated_on", day)
    assert [one.column for one in check_package(invented) if "a day such as" in one.expected] == ["stated_on"]


def test_a_long_row_is_logged_and_check_takes_the_log(invented: Path):
    edit_cell(invented, "claims", "hp-rebels", "notes", "word " * 1_900 + "end")
    assert main(["record", "--reason", "x", "--author", "me", "--data", str(invented)]) == 0
    assert check_package(invented) == []


@pytest.mark.parametrize(
    "wrong", [["--author", " "], ["--author", "m" * 400], ["--reason", "x\x1b"], ["--date", "9999-12-31"]]
)
def test_what_the_log_could_not_hold_is_wrong_usage(invented: Path, wrong: list[str]):
    given = {"--reason": "x", "--author": "me", wrong[0]: wrong[1]}
    with pytest.raises(SystemExit) as ended:
        main(["record", "--data", str(invented), *(part for pair in given.items() for part in pair)])
    assert ended.value.code == 2


def test_more_digits_than_a_number_keeps_are_refused(invented: Path):
    edit_cell(invented, "claims", "hp-rebels", "value", "123456789.1234567")
    assert any(one.column == "value" for one in check_package(invented))


def test_joiners_of_other_languages_are_letters_of_a_label(invented: Path):
    path = invented / DESCRIPTOR
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["description"] = "\u0645\u06cc\u200c\u062f\u0627\u0646"
    path.write_text(json.dumps(descriptor), "utf-8")
    assert check_package(invented) == []


@pytest.mark.parametrize("wrong", [["--title", "t" * 301], ["--title", "T", "--groups", "not applicable"]])
def test_a_new_book_is_sound_or_none(tmp_path: Path, capsys, wrong: list[str]):
    given = ["--sides", "A, B", "--groups", "soldiers: A"]
    assert main(["new", str(tmp_path / "book"), *given, *wrong]) == 1
    assert not (tmp_path / "book").exists()


def test_an_import_that_check_would_refuse_adds_nothing(invented: Path, tmp_path: Path, capsys):
    mapping = EXAMPLE.replace("ministry         #", "vesla-officials #").replace(
        "episode            #", "shore-fighting #"
    )
    mapping = "\n".join(line for line in mapping.splitlines() if not line.startswith("place:"))
    (tmp_path / "map.yml").write_text(
        mapping.replace("measure: killed, group: all", "measure: odd, group: all"), "utf-8"
    )
    (tmp_path / "days.csv").write_text("report_date,killed_total,killed\n2031-05-01,1,1\n", "utf-8")
    before = (invented / "claims.csv").read_bytes()
    command = ["import", str(tmp_path / "days.csv"), "--map", str(tmp_path / "map.yml"), "--data", str(invented)]
    assert main(command) == 1
    assert "odd" in capsys.readouterr().err and (invented / "claims.csv").read_bytes() == before


def test_a_report_is_not_withdrawn_while_another_names_its_rows(invented: Path, capsys):
    before = {path.name: path.read_bytes() for path in invented.glob("*.csv")}
    package = read_package(invented)
    package.write_rows("changes", [])
    before = {path.name: path.read_bytes() for path in invented.glob("*.csv")}
    if main(["withdraw", "harbour-post", "--data", str(invented)]) == 1:
        assert "Correct that row first" in capsys.readouterr().err
        assert {path.name: path.read_bytes() for path in invented.glob("*.csv")} == before
    else:
        assert check_package(invented, rows_only=True) == []


def test_an_argument_that_would_command_a_terminal_is_refused(invented: Path, capsys):
    for command in (
        ["withdraw", "\x1b[2J"],
        ["diff", "\x1b]0;x\x07"],
        ["confirm", "a\x9b31m"],
        ["workbook", "a\x1b.xlsx"],
    ):
        with pytest.raises(SystemExit) as ended:
            main([*command, "--data", str(invented)])
        assert ended.value.code == 2
        said = capsys.readouterr()
        assert "characters that don't print" in said.err
        assert not any(odd in said.err + said.out for odd in "\x1b\x07\x9b")


@pytest.mark.parametrize("year", ["0", "99999", "2201"])
def test_a_year_of_no_calendar_of_ours_is_refused(invented: Path, year: str):
    edit_cell(
        invented, "indicators", read_package(invented).read_rows("indicators")[0]["indicator_id"], "years_end", year
    )
    found = [one for one in check_package(invented, rows_only=True) if one.column == "years_end"]
    assert any(one.expected == "a year from 1000 to 2200" for one in found)


def test_a_decision_of_no_day_is_refused(invented: Path):
    text = (DATA / DECISIONS).read_text("utf-8")
    day = load_decisions(DATA)[0].date
    (invented / DECISIONS).write_text(text.replace(f"date: {day}", "date: '2026-02-31'", 1), "utf-8")
    with pytest.raises(DataProblems, match="2026-02-31"):
        load_decisions(invented)
