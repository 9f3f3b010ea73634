"""What the coding page writes is what the command line writes; nobody else can ask it to."""

import http.client
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from support.packages import contents, edit_cell
from support.paths import SCANNED

from claimbook.checks.structure import check_package
from claimbook.cli import main
from claimbook.coding_page.server import Handler
from claimbook.coding_page.workbench import Refused, Workbench
from claimbook.errors import DataProblems
from claimbook.ledger.decisions import load_decisions
from claimbook.ledger.package import read_package
from claimbook.local_server import LocalServer

REPORT = SCANNED / "sixth-report.txt"
FIRST = "aven-herald-killed-157"  # "at least 27"


def bench_of(folder: Path, file: Path = REPORT) -> Workbench:
    return Workbench(folder, file, "aven-herald", "a reader", "2031-05-12")


def row_of(folder: Path, table: str, row_id: str) -> dict[str, str]:
    package = read_package(folder)
    key = package.primary_key(table)[0]
    (row,) = [row for row in package.read_rows(table) if row[key] == row_id]
    return row


def test_opening_the_page_writes_what_add_writes(invented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    class Day(date):
        @classmethod
        def today(cls) -> "Day":
            return cls(2031, 5, 12)

    monkeypatch.setattr("claimbook.cli.date", Day)
    main(
        ["record", "--data", str(invented), "--reason", "First record.", "--author", "a reader", "--date", "2031-05-11"]
    )
    other = tmp_path / "other"
    for path, content in contents(invented).items():
        (other / path).parent.mkdir(parents=True, exist_ok=True)
        (other / path).write_bytes(content)
    bench_of(invented)
    assert main(["add", str(REPORT), "--source", "aven-herald", "--data", str(other), "--append"]) == 0
    assert contents(invented) == contents(other)
    bench_of(invented)  # opened again: nothing is added
    assert contents(invented) == contents(other)


def test_a_report_can_be_coded_to_the_end(invented: Path):
    bench = bench_of(invented)
    defaults = {
        "medium": "newspaper",
        "side": "other",
        "kind": "violence",
        "role": "scene",
        "summary": "Says so.",
        "topic": "poverty",
    }
    for _ in range(100):
        state = bench.state()
        open_rows = [row for row in state["rows"] if row["guessed"] or needed(state, row)]
        if not open_rows:
            break
        row = open_rows[0]
        cells = {}
        for field in needed(state, row):
            values = [choice["value"] for choice in field["choices"]]
            wanted = defaults.get(field["name"], "")
            cells[field["name"]] = wanted if wanted in values else values[-1] if values else wanted or "Said."
        bench.save(row["table"], row["id"], cells, confirm=True)
    assert open_rows == []
    own = [one for one in check_package(invented) if "aven-herald" in str(one)]
    assert own == [], bench.problems()


def needed(state: dict, row: dict) -> list[dict]:
    return [one for one in state["fields"][row["table"]] if one["needed"] and not row["cells"][one["name"]]]


def test_a_change_is_on_the_disk_at_once_and_confirming_ends_the_guesses(invented: Path):
    bench = bench_of(invented)
    bench.save("claims", FIRST, {"group": "civilians"})
    assert row_of(invented, "claims", FIRST)["group"] == "civilians"
    (row,) = [row for row in bench_of(invented).state()["rows"] if row["id"] == FIRST]
    assert "measure" in row["guessed"] and "group" not in row["guessed"]
    bench.save("claims", FIRST, {}, confirm=True)
    (row,) = [row for row in bench.state()["rows"] if row["id"] == FIRST]
    assert row["guessed"] == []


def test_a_paragraph_takes_over_event_speaker_and_assertion_where_they_are_not_decided(invented: Path):
    bench = bench_of(invented)
    bench.save("claims", "aven-herald-killed-214", {"claimant_id": "unattributed"}, confirm=True)
    bench.save("claims", FIRST, {"claimant_id": "reed-league", "event_id": "osmo-prison"})
    bench.share(FIRST, "speaker")
    assert row_of(invented, "claims", "aven-herald-killed-231")["claimant_id"] == "reed-league"
    assert row_of(invented, "claims", "aven-herald-killed-214")["claimant_id"] == "unattributed"  # a person's word
    assert row_of(invented, "claims", "aven-herald-freed-1037")["claimant_id"] == "unattributed"  # another paragraph
    bench.share(FIRST, "event")
    freed = next(row for row in bench.state()["rows"] if row["id"] == "aven-herald-freed-1037")
    assert freed["cells"]["event_id"] == "osmo-prison"  # in the whole report
    assert {"event_id", "claimant_id"} <= set(freed["guessed"]), "what another row gave it is still a guess"
    with pytest.raises(Refused):
        bench.share(FIRST, "value")


def test_a_dateline_is_set_aside_without_words(invented: Path):
    bench = bench_of(invented)
    start = REPORT.read_text("utf-8").index("22 years")
    bench.set_aside(start, start + 8, "number", "dateline", "")
    assert load_decisions(invented)[0].words == "The day of publication."


def test_words_set_aside_are_a_decision_and_no_row(invented: Path):
    bench = bench_of(invented)
    text = REPORT.read_text("utf-8")
    start = text.index("22 years")
    bench.set_aside(start, start + 8, "number", "setting", "How long the count has run.")
    marks = {mark["start"]: mark for mark in bench.state()["marks"]}
    assert marks[start]["outcome"] == "aside"
    bench.set_aside(157, 168, "number", "no_rows", "Counted in another report.")
    assert all(row["id"] != FIRST for row in bench.state()["rows"])
    assert [one for one in check_package(invented) if "decisions" in one.file] == []
    with pytest.raises(Refused, match="set aside already"):
        bench.set_aside(start, start + 8, "number", "setting", "How long the count has run.")
    with pytest.raises(Refused, match="Choose a reason"):
        bench.set_aside(start, start + 8, "number", "because", "How long.")
    bench.restore(start, "number")
    marks = {mark["start"]: mark for mark in bench.state()["marks"]}
    assert marks[start]["outcome"] == "missed"
    assert len(load_decisions(invented)) == 1
    with pytest.raises(Refused, match="a decision on several places"):
        bench.restore(start, "number")


def test_a_row_on_words_that_were_set_aside_ends_that_decision(invented: Path):
    bench = bench_of(invented)
    start = REPORT.read_text("utf-8").index("22 years")
    bench.set_aside(start, start + 8, "number", "setting", "How long the count has run.")
    bench.add("claims", start, start + 8)
    bench.problems()
    assert load_decisions(invented) == []


def test_a_deleted_party_is_named_by_no_row(invented: Path):
    bench = bench_of(invented)
    party = bench.name("parties", "Two residents")
    claim = next(row for row in bench.state()["rows"] if row["table"] == "claims" and not row["recorded"])
    bench.save("claims", claim["id"], {"claimant_id": party})
    bench.remove("parties", party)
    assert row_of(invented, "claims", claim["id"])["claimant_id"] == ""


def test_a_new_row_stands_on_the_words_that_were_marked(invented: Path, tmp_path: Path):
    file = tmp_path / "report.txt"
    file.write_text("😀 Nobody counted.\nA fire: houses burnt.\n", "utf-8")
    bench = bench_of(invented, file)
    text = file.read_text("utf-8")
    start = text.index(" houses burnt")
    row = row_of(invented, "claims", bench.add("claims", start, start + len(" houses burnt")))
    assert (row["value_text"], row["span_start"], row["paragraph"]) == ("houses burnt", str(start + 1), "2")
    with pytest.raises(Refused, match="one paragraph"):
        bench.add("claims", 2, len(text) - 2)


def test_a_recorded_row_and_an_anchor_are_not_changed_here(invented: Path):
    bench = bench_of(invented)
    with pytest.raises(Refused, match="span_start of claims is not typed here"):
        bench.save("claims", FIRST, {"span_start": "1"})
    with pytest.raises(Refused, match="No row hp-rebels of this report"):
        bench.save("claims", "hp-rebels", {"group": "civilians"})
    bench.remove("claims", FIRST)
    main(["withdraw", "aven-herald", "--data", str(invented)])
    main(["record", "--data", str(invented), "--reason", "First record.", "--author", "a reader"])
    gazette = Workbench(invented, Path("tests/invented/documents/gazette.txt"), "gazette", "a reader", "2031-05-12")
    with pytest.raises(
        Refused, match=r"gz-soldiers is recorded: edit claims[.]csv, then claimbook record --reason TEXT"
    ):
        gazette.save("claims", "gz-soldiers", {"group": "civilians"})


@contextmanager
def served(bench: Workbench) -> Iterator[http.client.HTTPConnection]:
    with LocalServer(0, partial(Handler, bench, "secret")) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
        yield connection
        connection.close()
        server.shutdown()


def answer(
    connection: http.client.HTTPConnection, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, str]:
    connection.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response.status, response.read().decode()


def test_only_the_page_itself_is_answered(invented: Path):
    bench = bench_of(invented)
    change = json.dumps({"table": "claims", "id": FIRST, "cells": {"group": "civilians"}})
    with served(bench) as connection:
        origin = f"http://127.0.0.1:{connection.port}"
        ours = {"Origin": origin, "Content_Type": "application/json"}
        assert answer(connection, "GET", "/secret/")[0] == 200
        assert answer(connection, "GET", "/secret/state")[0] == 200
        assert answer(connection, "GET", "/state")[0] == 404
        assert answer(connection, "GET", "/wrong/state")[0] == 404
        assert answer(connection, "GET", "/secret/../../etc/passwd")[0] == 404
        assert answer(connection, "GET", "/secret/state", Host="evil.example")[0] == 404  # a name that was rebound
        for headers in (
            {"Content_Type": "application/json"}, ours | {"Origin": "http://evil.example"},
            ours | {"Content_Type": "text/plain"}, ours | {"Host": "evil.example"},
        ):  # fmt: skip
            assert answer(connection, "POST", "/secret/save", change, **headers)[0] == 403
        assert row_of(invented, "claims", FIRST)["group"] == "militants"
        assert answer(connection, "POST", "/secret/save", "{", **ours)[0] == 400
        for length, status in {"-1": 400, "12x": 400, "²": 400, "9" * 5000: 413}.items():
            assert answer(connection, "POST", "/secret/save", **ours | {"Content_Length": length})[0] == status
        for body in (
            "{}",
            "[]",
            '{"table": "claims", "id": 1, "cells": "x"}',
            '"text"',
            '{"table": "changes", "id": "1", "cells": {}}',
        ):
            status, text = answer(connection, "POST", "/secret/save", body, **ours)
            assert status == 409 and "refused" in text
        assert answer(connection, "POST", "/secret/save", change, **ours) == (200, '{"made": null}')
        assert row_of(invented, "claims", FIRST)["group"] == "civilians"


@pytest.mark.parametrize(
    ("column", "value"),
    [("value", "abc"), ("qualifier", "nonsense"), ("scope_start", "10 May"), ("group", "rebels")],
)
def test_a_cell_that_can_not_be_is_refused_at_once(invented: Path, column: str, value: str):
    bench = bench_of(invented)
    before = row_of(invented, "claims", FIRST)
    with pytest.raises(Refused, match=f"{column}: '{value}' is not"):
        bench.save("claims", FIRST, {column: value})
    assert row_of(invented, "claims", FIRST) == before


def test_a_whole_is_chosen_among_the_rows_of_the_report_by_its_words(invented: Path):
    fields = {field["name"]: field for field in bench_of(invented).state()["fields"]["claims"]}
    labels = [one["label"] for one in fields["part_of"]["choices"]]
    assert f"“at least 27” ({FIRST})" in labels and len(labels) == 12  # none of another report
    assert fields["part_of"]["table"] == ""


def test_a_row_that_changed_since_it_was_shown_is_not_confirmed(invented: Path):
    bench = bench_of(invented)
    shown = row_of(invented, "claims", FIRST)
    edit_cell(invented, "claims", FIRST, "group", "civilians")
    with pytest.raises(Refused, match="changed elsewhere meanwhile"):
        bench.save("claims", FIRST, {}, confirm=True, shown=shown)
    bench.save("claims", FIRST, {}, confirm=True, shown=row_of(invented, "claims", FIRST))
    with pytest.raises(Refused, match="at most 4000"):
        bench.save("claims", FIRST, {"notes": "x" * 200_000})
    bench.save("claims", FIRST, {"notes": "a\x00b\x1b[2J"})
    assert row_of(invented, "claims", FIRST)["notes"] == "a b [2J"


def test_a_row_made_by_hand_has_its_bound_its_value_and_what_the_sentence_says(invented: Path, tmp_path: Path):
    file = tmp_path / "report.txt"
    file.write_text("Officials said on 10 May 2031 that about 50 gunmen had stormed the gate at Osmo.\n", "utf-8")
    bench = bench_of(invented, file)
    start = file.read_text("utf-8").index("50")
    row = row_of(invented, "claims", bench.add("claims", start, start + 2))
    assert (row["value_text"], row["qualifier"], row["value"]) == ("about 50", "about", "50")
    assert (row["claimant_id"], row["scope_place"]) == ("vesla-officials", "osmo")
    with pytest.raises(Refused, match="already"):
        bench.add("claims", start, start + 2)
    bench.save("claims", row["claim_id"], {"qualifier": "exact", "value": "60"})
    (problem,) = (one for one in bench.problems() if "'60'" in one["words"])
    assert problem["words"].startswith("value: found '60'") and problem["key"] == f"claims/{row['claim_id']}"


def test_a_weekday_alone_is_the_last_before_the_report(invented: Path, tmp_path: Path):
    file = tmp_path / "report.txt"
    file.write_text("AVEN, 12 May 2031\n\nOn Friday men were seen at Osmo.\n", "utf-8")
    bench = bench_of(invented, file)
    start = file.read_text("utf-8").index("Friday")
    row = row_of(invented, "event_reports", bench.add("event_reports", start, start + 6))
    assert (row["start"], row["start_weekday"], row["date_prec"]) == ("2031-05-09", "Friday", "1")


def test_a_table_that_another_program_breaks_is_said_and_left_alone(invented: Path):
    bench = bench_of(invented)
    (invented / "claims.csv").write_text('claim_id,"open\n', "utf-8")
    with served(bench) as connection:
        status, text = answer(connection, "GET", "/secret/state")
    assert status == 500 and "Run claimbook check" in text
    assert (invented / "claims.csv").read_text("utf-8") == 'claim_id,"open\n'


def test_what_an_editor_changed_meanwhile_is_kept(invented: Path):
    bench = bench_of(invented)
    edit_cell(invented, "claims", "aven-herald-killed-214", "notes", "Read twice.")
    bench.save("claims", FIRST, {"group": "civilians"})
    assert row_of(invented, "claims", "aven-herald-killed-214")["notes"] == "Read twice."


def test_the_page_asks_nobody_else_and_has_no_inline_script():
    page = (Path("claimbook/coding_page/page.html")).read_text("utf-8")
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == ["data:,", "page.css", "page.js"]
    assert "<script>" not in page and "style=" not in page and " on" not in re.sub(r">[^<]*<", "", page)


def test_words_that_no_decision_can_hold_change_nothing(invented: Path, tmp_path: Path):
    report = tmp_path / "long.txt"
    report.write_text("Officials said 12 soldiers were killed in Osmo. " * 120, "utf-8")
    bench = bench_of(invented, report)
    before = contents(invented)
    with pytest.raises(DataProblems):
        bench.set_aside(0, 5_000, "number", "setting", "Nothing that the book counts.")
    assert contents(invented) == before
    bench.state()


def test_the_report_itself_is_no_row_to_delete(invented: Path):
    with pytest.raises(Refused, match="the report itself"):
        bench_of(invented).remove("sources", "aven-herald")
