"""Pages are executed once, failures leave the old site standing, and parameters are what they say."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from filelock import FileLock
from support.books import tree, with_cell
from support.packages import edit_cell
from support.paths import DATA

from claimbook.builder import build as book_module
from claimbook.builder import site as site_module
from claimbook.builder.build import build
from claimbook.builder.cache import notebook_path
from claimbook.builder.report import BuildResult
from claimbook.checks.structure import require_sound
from claimbook.cli import main
from claimbook.kernels.execute import PageError
from claimbook.ledger.tables import known_on, load_ledger
from claimbook.theme import frame


def test_real_book_is_whole(book: BuildResult, site: Path):
    made = {str(path.relative_to(site)) for path in site.rglob("*.html")}
    assert {f"{page.docname}.html" for page in book.pages} <= made
    assert len([page for page in made if page.startswith("sources/")]) >= 5


def test_second_build_executes_nothing(workshop: Path):
    before = tree(workshop / "out" / "html")
    again = build(workshop / "data", workshop / "out")
    assert [page.docname for page in again.pages if page.executed] == []
    assert again.site_reused
    assert tree(workshop / "out" / "html") == before
    report = json.loads((workshop / "out" / "build-report.json").read_text("utf-8"))
    assert {page["reason"] for page in report["pages"]} == {"nothing changed"}


def test_one_cell_executes_the_pages_that_show_it(workshop: Path):
    edit_cell(workshop / "data", "mentions", "hp-tarn", "role", "raided")
    lines: list[str] = []
    built = build(workshop / "data", workshop / "out", log=lines.append)
    executed = {page.docname: page.reason for page in built.pages if page.executed}
    assert executed == {
        "places": "mentions changed (hp-tarn)",
        "places/tarn": "mentions changed (hp-tarn)",
        "sources/harbour-post": "mentions changed (hp-tarn)",
    }
    counts, pages = zip(*(line.split() for line in lines[:3]), strict=True)
    assert (counts, set(pages)) == (("[1/3]", "[2/3]", "[3/3]"), set(executed))
    assert lines[3].startswith("baseurl is blank") and lines[4:] == ["publishing the site"]


def test_removed_source_loses_its_page(workshop: Path):
    data, out = workshop / "data", workshop / "out"
    for table in ("sources", "claims", "event_reports", "statements", "mentions", "indicators"):
        path = data / f"{table}.csv"
        path.write_text(
            "".join(row for row in path.read_text("utf-8").splitlines(True) if "gazette" not in row), "utf-8"
        )
    build(data, out)
    assert not (out / "html" / "sources" / "gazette.html").exists()
    assert not (out / "pages" / "sources" / "gazette").exists()


def low_above_high(data: Path) -> None:
    for column, value in {"qualifier": "range", "value": "", "value_low": "9", "value_high": "3"}.items():
        edit_cell(data, "claims", "hp-rebels", column, value)


def rewrite(table: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def edit(data: Path) -> None:
        content = (data / table).read_bytes()
        assert old in content
        (data / table).write_bytes(content.replace(old, new, 1))

    return edit


# What is done to the data, and what the message must name.
FAULTS: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "unknown group": (
        lambda data: edit_cell(data, "claims", "hp-rebels", "group", "rebels"),
        ["claims.csv", "row 2, column group: found 'rebels'; expected one of: militants"],
    ),
    "impossible date": (
        lambda data: edit_cell(data, "claims", "hp-rebels", "recorded_on", "2026-02-30"),
        ["claims.csv", "row 2, column recorded_on: found '2026-02-30'; expected a date such as 2026-01-31"],
    ),
    "low above high": (
        low_above_high,
        ["claims.csv", "row 2, column value_low: found '9'; expected nothing above value_high, which is 3"],
    ),
    "unknown source": (
        lambda data: edit_cell(data, "claims", "hp-rebels", "source_id", "nowhere"),
        ["claims.csv", "row 2, column source_id: found 'nowhere'; expected an id of sources.csv"],
    ),
    "missing table": (lambda data: (data / "claims.csv").unlink(), ["claims.csv", "found no such file"]),
    "wrong header": (
        rewrite("parties.csv", b"party_id,name", b"party,name"),
        ["parties.csv", "row 1, column party_id: found 'party'; expected party_id as column 1 of the header"],
    ),
    "not UTF-8": (
        rewrite("parties.csv", b"Reed League", b"R\xe9ed League"),
        ["parties.csv", "found byte 0xe9, which is not UTF-8; expected UTF-8"],
    ),
    "empty folder": (
        lambda data: [path.unlink() for path in data.iterdir()],
        ["datapackage.json", "found no such file; expected a data package"],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_bad_data_leaves_the_site_as_it_was(fault: str, workshop: Path, tmp_path: Path, capsys):
    shutil.copytree(workshop / "data", tmp_path / "data")
    spoil, named = FAULTS[fault]
    spoil(tmp_path / "data")
    before = tree(workshop / "out")
    assert main(["build", "--data", str(tmp_path / "data"), "--out", str(workshop / "out")]) == 1
    said = capsys.readouterr().err
    assert all(words in said for words in named), said
    assert said.endswith("Nothing was published; the previous site is unchanged.\n")
    assert tree(workshop / "out") == before


def test_failing_pages_are_all_named_and_hurt_no_other(workshop: Path, tmp_path: Path):
    data, out = workshop / "data", workshop / "out"
    killed = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    project = with_cell(tmp_path / "book", places="raise RuntimeError('no such place')", data=killed, about="1 + 1")
    cells = len(nbformat.read(project.chapters / "places.ipynb", as_version=4).cells)
    before = tree(out / "html")
    with pytest.raises(PageError) as stopped:
        build(data, out, project=project)
    assert str(stopped.value).splitlines() == [
        "page data: its kernel died; the machine may have run out of memory",
        f"page places, cell {cells} of places.ipynb: RuntimeError: no such place",
    ]
    assert tree(out / "html") == before
    assert "1 + 1" in notebook_path(out / "pages", "about").read_text("utf-8"), "it was executed and kept"
    again = build(data, out)
    assert [page.docname for page in again.pages if page.executed] == ["about"]
    assert tree(out / "html") == before


def test_as_of_book_holds_nothing_later(tmp_path: Path, capsys):
    day = "2026-02-01"
    out = tmp_path / "then"
    assert main(["build", "--as-of", day]) == 2, "an as-of book needs its own folder"
    assert main(["build", "--data", str(DATA), "--as-of", day, "--out", str(out)]) == 0
    ledger = load_ledger(DATA)
    later = ledger["sources"][known_on(ledger["sources"]) > day]
    claims = ledger["claims"]
    unseen = claims[claims["source_id"].isin(set(later["source_id"]))]
    seen_values = set(claims.loc[~claims["claim_id"].isin(set(unseen["claim_id"])), "value"])
    # Small numbers stand in dates as well; the large ones can only be tolls.
    new_values = {f"{value:g}" for value in unseen["value"].dropna() if value not in seen_values and value > 100}
    assert {"177", "193", "197", "200"} <= new_values
    names = [*later["source_id"], *unseen["claim_id"]]
    site = (out / "html").resolve()
    for path in [path for path in site.rglob("*") if path.suffix in {".html", ".csv", ".json", ".ipynb"}]:
        content = path.read_text("utf-8")
        assert not [name for name in names if name in content], path
        if path.suffix == ".html":
            article = BeautifulSoup(content, "html.parser").find("article") or BeautifulSoup("", "html.parser")
            for script in article.find_all(["script", "svg"]):
                script.decompose()
            words = set(article.get_text(" ").replace("+", " ").split())
            assert not words & new_values, f"{path.name}: {words & new_values}"
    assert '<time datetime="2026-02-01">1 February 2026</time>' in (site / "index.html").read_text("utf-8")


def test_two_builds_of_one_folder_do_not_mix(workshop: Path, capsys: pytest.CaptureFixture[str]):
    data, out = workshop / "data", workshop / "out"
    before = (out / "html").resolve()
    (out / "staging-abandone").mkdir()
    with FileLock(out / "build.lock"):
        assert main(["build", "--data", str(data), "--out", str(out)]) == 1
    assert "another build is running in" in capsys.readouterr().err
    assert (out / "html").resolve() == before
    assert main(["build", "--data", str(data), "--out", str(out)]) == 0
    assert not (out / "staging-abandone").exists()


def test_another_style_makes_another_site_of_the_same_pages(workshop: Path, tmp_path: Path, monkeypatch):
    another = shutil.copytree(frame.FOLDER, tmp_path / "theme")
    with (another / "static" / "claimbook.css").open("a") as file:
        file.write("/* another */")
    for module, name in ((book_module, "THEME"), (site_module, "THEME"), (frame, "FOLDER")):
        monkeypatch.setattr(module, name, another)
    built = build(workshop / "data", workshop / "out")
    assert not built.site_reused and not any(page.executed for page in built.pages)
    assert "another" in (built.index.parent / "_static" / "claimbook.css").read_text("utf-8")


def test_what_changes_no_row_executes_nothing(workshop: Path):
    data, out = workshop / "data", workshop / "out"
    decisions = data / "decisions.yml"
    decisions.write_text("# A comment.\n" + (decisions.read_text("utf-8") if decisions.exists() else "[]\n"), "utf-8")
    for path in data.glob("*.csv"):
        header, *rows = path.read_text("utf-8").splitlines()
        path.write_text("\n".join([header, *reversed(rows)]) + "\n", "utf-8")
    descriptor = data / "datapackage.json"
    descriptor.write_text(json.dumps(json.loads(descriptor.read_text("utf-8")), indent=7), "utf-8")
    built = build(data, out)
    assert [page.reason for page in built.pages if page.executed] == []


def test_edit_while_a_build_reads_is_not_taken_for_what_was_built(
    workshop: Path, invented_book: Path, monkeypatch: pytest.MonkeyPatch
):
    data, out = workshop / "data", workshop / "out"
    (out / "build-report.json").unlink()

    def edit_and_check(folder: Path) -> None:
        edit_cell(folder, "mentions", "hp-tarn", "role", "raided")
        require_sound(folder)

    monkeypatch.setattr("claimbook.builder.pipeline.require_sound", edit_and_check)
    build(data, out)
    monkeypatch.undo()
    assert tree(out / "html") != tree(invented_book / "out" / "html")
    shutil.copyfile(invented_book / "data" / "mentions.csv", data / "mentions.csv")
    build(data, out)
    assert tree(out / "html") == tree(invented_book / "out" / "html")


def test_changed_result_is_executed_again(workshop: Path, invented_book: Path):
    page = notebook_path(workshop / "out" / "pages", "index")
    page.write_text(page.read_text("utf-8").replace("Vesla", "Elsewhere"), "utf-8")
    built = build(workshop / "data", workshop / "out")
    executed = {page.docname: page.reason for page in built.pages if page.executed}
    assert executed == {"index": "the stored result was changed"}
    assert tree(workshop / "out" / "html") == tree(invented_book / "out" / "html")
