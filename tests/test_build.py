"""Pages are executed once, failures leave the old site standing, and parameters are what they say."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import DATA, ROOT, edit_cell, eventually, new_processes, tree, with_cell, write_invented_package
from filelock import FileLock
from nbclient import NotebookClient

from claimbook.book.pages import open_page
from claimbook.book.project import OURS
from claimbook.builder import build as book_module
from claimbook.builder import site as site_module
from claimbook.builder.build import build
from claimbook.builder.cache import notebook_path
from claimbook.builder.report import Built
from claimbook.chapters import root_causes
from claimbook.chapters.registry import TEMPLATES
from claimbook.checks.structure import require_sound
from claimbook.cli import main
from claimbook.errors import DataProblems
from claimbook.kernels.execute import PageError, check_parameters, execute_page, page_job
from claimbook.kernels.forkserver import warm_kernels
from claimbook.ledger.tables import known_on, load_ledger
from claimbook.theme import frame

CHAPTERS = ROOT / "chapters"
WITH_CHARTS = {"index", "timeline", "casualty-claims", "root-causes", "history", "source", "day", "places"}
# Before every claim there is no day of one, and no number in print.
NO_PAGE_YET = ["figure", *(template.name for template in TEMPLATES if template.by_day)]


@pytest.fixture(scope="module", autouse=True)
def warmed() -> Iterator[None]:
    """Kernels of single pages are forked as those of a build are."""
    with warm_kernels():
        yield


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built book of the invented package, to be worked on: ``data`` and ``out``."""
    folder = tmp_path_factory.mktemp("workshop")
    build(write_invented_package(folder / "data"), folder / "out")
    return folder


def test_real_book_is_whole(book: Built, site: Path):
    made = {str(path.relative_to(site)) for path in site.rglob("*.html")}
    assert {f"{outcome.docname}.html" for outcome in book.outcomes} <= made
    assert len([page for page in made if page.startswith("sources/")]) >= 5


def test_second_build_executes_nothing(workshop: Path):
    before = tree(workshop / "out" / "html")
    again = build(workshop / "data", workshop / "out")
    assert [outcome.docname for outcome in again.outcomes if outcome.executed] == []
    assert again.site_reused
    assert tree(workshop / "out" / "html") == before
    report = json.loads((workshop / "out" / "build-report.json").read_text("utf-8"))
    assert {page["why"] for page in report["pages"]} == {"nothing changed"}


def test_one_cell_executes_the_pages_that_show_it(workshop: Path, tmp_path: Path):
    shutil.copytree(workshop, tmp_path / "w", symlinks=True)
    edit_cell(tmp_path / "w" / "data", "mentions", "hp-tarn", "role", "raided")
    lines: list[str] = []
    built = build(tmp_path / "w" / "data", tmp_path / "w" / "out", say=lines.append)
    executed = {outcome.docname: outcome.why for outcome in built.outcomes if outcome.executed}
    assert executed == {
        "places": "mentions changed (hp-tarn)",
        "sources/harbour-post": "mentions changed (hp-tarn)",
    }
    counts, pages = zip(*(line.split() for line in lines[:2]), strict=True)
    assert (counts, set(pages)) == (("[1/2]", "[2/2]"), set(executed))
    assert lines[2].startswith("baseurl is blank") and lines[3:] == ["publishing the site"]


def test_removed_source_loses_its_page(workshop: Path, tmp_path: Path):
    shutil.copytree(workshop, tmp_path / "w", symlinks=True)
    data, out = tmp_path / "w" / "data", tmp_path / "w" / "out"
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
        ["claims.csv", "row 2, column source_id: found 'nowhere'; expected an id that stands in sources.csv"],
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
    assert said.endswith("Nothing was published; the last site stands as it was.\n")
    assert tree(workshop / "out") == before


def test_failing_pages_are_all_named_and_hurt_no_other(workshop: Path, tmp_path: Path):
    shutil.copytree(workshop, tmp_path / "w", symlinks=True)
    data, out = tmp_path / "w" / "data", tmp_path / "w" / "out"
    killed = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    parts = with_cell(tmp_path / "book", places="raise RuntimeError('no such place')", data=killed, methods="1 + 1")
    cells = len(nbformat.read(parts.chapters / "places.ipynb", as_version=4).cells)
    before = tree(out / "html")
    with pytest.raises(PageError) as stopped:
        build(data, out, parts=parts)
    assert str(stopped.value).splitlines() == [
        "page data: its kernel died; the machine may have run out of memory",
        f"page places, cell {cells} of places.ipynb: RuntimeError: no such place",
    ]
    assert tree(out / "html") == before
    assert "1 + 1" in notebook_path(out / "pages", "methods").read_text("utf-8"), "it was executed and kept"
    again = build(data, out)
    assert [outcome.docname for outcome in again.outcomes if outcome.executed] == ["methods"]
    assert tree(out / "html") == before


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; print('careful', file=sys.stderr)", "wrote to standard error: careful"),
        (f"open({str(DATA / 'claims.csv')!r}).read()", "PermissionError: a page reads its own inputs only, not /"),
        ("import pandas; pandas.read_csv('../../elsewhere.csv')", "PermissionError: a page reads its own inputs only"),
        (f"import os; os.listdir({str(ROOT)!r})", "PermissionError: a page reads its own inputs only, not /"),
        ("import subprocess; subprocess.run(['cat', '/etc/hostname'])", "and does no subprocess.Popen"),
        ("import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')", "and does no socket."),
        ("page['sources']", "KeyError: 'sources'"),
        ("page['dictionary']['notes']", "KeyError: 'notes'"),
        ("held = bytearray(6 * 2**30)", "MemoryError: over 4 GiB were wanted"),
    ],
    ids=["warning", "data", "beside", "folder", "process", "network", "table", "column", "memory"],
)
def test_page_that_takes_what_it_may_not_fails(code: str, said: str, tmp_path: Path):
    """A table and a column that its template doesn't name are as far from it as the data package itself."""
    job = page_job(open_page("data", str(DATA)), with_cell(tmp_path / "book", data=code))
    with pytest.raises(PageError, match=r"page data, cell 5 of data\.ipynb: ") as stopped:
        execute_page(job)
    assert said in str(stopped.value)


def test_page_that_hangs_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("claimbook.build.execute.CELL_SECONDS", 1)
    job = page_job(open_page("data", str(DATA)), with_cell(tmp_path / "book", data="import time; time.sleep(60)"))
    with pytest.raises(PageError, match="page data: a cell took over 1 s"):
        execute_page(job)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"data_dir": "x", "colour": "red"}, "unknown parameter colour; it declares as_of, data_dir, source_id"),
        ({"data_dir": 3}, "parameter data_dir is 3; expected str"),
        ({"as_of": None}, "parameter as_of is None; expected str"),
    ],
)
def test_parameter_is_refused(given: dict, message: str):
    job = page_job(open_page("source", str(DATA)), OURS)
    with pytest.raises(PageError, match=message):
        check_parameters(job, given)


def test_open_page_refuses_what_is_no_date_or_no_row():
    with pytest.raises(ValueError, match="Invalid isoformat"):
        open_page("timeline", str(DATA), as_of="yesterday")
    with pytest.raises(TypeError, match="parameter as_of is 3; expected text"):
        open_page("timeline", str(DATA), as_of=3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no page of source for"):
        open_page("source", str(DATA), source_id="nowhere")


def test_one_notebook_makes_the_chapter_and_the_pages_of_its_topics():
    whole, topic = (open_page("root-causes", str(DATA), topic=name) for name in ("", "literacy"))
    assert (whole.docname, topic.docname) == ("root-causes", "root-causes/literacy")
    assert set(topic["indicators"]["topic"]) == {"literacy"} < set(whole["indicators"]["topic"])
    with pytest.raises(ValueError, match="no page of root-causes for"):
        open_page("root-causes", str(DATA), topic="weather")
    beside = root_causes.areas_figure(topic, area="sindh").html
    assert "Sindh beside other areas" in beside and "Balochistan beside" not in beside
    with pytest.raises(ValueError, match="no figure of atlantis; expected one of balochistan, "):
        root_causes.areas_figure(topic, area="atlantis")


def test_open_page_refuses_bad_data(invented: Path):
    edit_cell(invented, "claims", "hp-rebels", "group", "rebels")
    with pytest.raises(DataProblems, match="row 2, column group"):
        open_page("index", str(invented))


@pytest.mark.parametrize("day", ["", "2020-01-01"], ids=["all", "before every claim"])
@pytest.mark.parametrize("template", list(dict.fromkeys(template.notebook for template in TEMPLATES)))
def test_chapter_works_by_hand(template: str, day: str):
    """As in JupyterLab: run from top to bottom with no build before it, and where there is nothing to show yet."""
    notebook = nbformat.read(CHAPTERS / f"{template}.ipynb", as_version=4)
    (parameters,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert 'as_of: str = ""' in parameters.source
    parameters.source = parameters.source.replace('as_of: str = ""', f'as_of: str = "{day}"')
    if day and template in NO_PAGE_YET:
        with pytest.raises(ValueError, match="no page of"):
            open_page(template, str(DATA), as_of=day)
        return
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(CHAPTERS)}}).execute()
    shown = [
        output["data"]["text/html"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    assert shown
    charts = [figure for html in shown for figure in BeautifulSoup(html, "html.parser").find_all("figure")]
    assert all(figure.find("svg") for figure in charts), "a chart shows by hand too"
    assert bool(charts) == (template in WITH_CHARTS and (not day or template == "history"))


def test_as_of_book_holds_nothing_later(tmp_path: Path, capsys):
    day = "2026-02-01"
    out = tmp_path / "then"
    assert main(["build", "--as-of", day]) == 2, "an as-of book wants a folder of its own"
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


def test_too_early_a_day_is_an_error(tmp_path: Path, capsys):
    assert main(["build", "--data", str(DATA), "--as-of", "1990-01-01", "--out", str(tmp_path / "out")]) == 1
    assert "nothing had been published by 1990-01-01" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["build", "--as-of", "yesterday"], ["build", "--jobs", "0"], ["publish"], []])
def test_wrong_usage_exits_with_two(arguments: list[str]):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2


def test_unwritable_folder_is_one_clear_error(tmp_path: Path, capsys):
    (tmp_path / "file").write_text("in the way")
    assert main(["build", "--data", str(DATA), "--out", str(tmp_path / "file" / "out")]) == 1
    said = capsys.readouterr().err
    assert str(tmp_path / "file") in said and "Traceback" not in said


@pytest.mark.soak
def test_two_clean_builds_are_the_same_bytes(tmp_path: Path):
    for name in ("first", "second"):
        build(DATA, tmp_path / name)
    for part in ("html", "pages"):
        first, second = (tree((tmp_path / name / part).resolve()) for name in ("first", "second"))
        assert first.keys() == second.keys()
        assert [path for path in first if first[path] != second[path]] == []


def test_two_builds_of_one_folder_do_not_mix(workshop: Path, capsys: pytest.CaptureFixture[str]):
    data, out = workshop / "data", workshop / "out"
    before = (out / "html").resolve()
    (out / "staging-abandoned").mkdir()
    with FileLock(out / "build.lock"):
        assert main(["build", "--data", str(data), "--out", str(out)]) == 1
    assert "another build is at work in" in capsys.readouterr().err
    assert (out / "html").resolve() == before
    assert main(["build", "--data", str(data), "--out", str(out)]) == 0
    assert not (out / "staging-abandoned").exists()


def test_another_style_makes_another_site_of_the_same_pages(workshop: Path, tmp_path: Path, monkeypatch):
    shutil.copytree(workshop, tmp_path / "w", symlinks=True)
    another = shutil.copytree(frame.FOLDER, tmp_path / "theme")
    with (another / "static" / "claimbook.css").open("a") as file:
        file.write("/* another */")
    for module, name in ((book_module, "THEME"), (site_module, "THEME"), (frame, "FOLDER")):
        monkeypatch.setattr(module, name, another)
    built = build(tmp_path / "w" / "data", tmp_path / "w" / "out")
    assert not built.site_reused and not any(outcome.executed for outcome in built.outcomes)
    assert "another" in (built.index.parent / "_static" / "claimbook.css").read_text("utf-8")


def test_what_changes_no_row_executes_nothing(workshop: Path, tmp_path: Path):
    shutil.copytree(workshop, tmp_path / "w", symlinks=True)
    data, out = tmp_path / "w" / "data", tmp_path / "w" / "out"
    decisions = data / "decisions.yml"
    decisions.write_text("# A comment.\n" + (decisions.read_text("utf-8") if decisions.exists() else "[]\n"), "utf-8")
    for path in data.glob("*.csv"):
        header, *rows = path.read_text("utf-8").splitlines()
        path.write_text("\n".join([header, *reversed(rows)]) + "\n", "utf-8")
    descriptor = data / "datapackage.json"
    descriptor.write_text(json.dumps(json.loads(descriptor.read_text("utf-8")), indent=7), "utf-8")
    built = build(data, out)
    assert [outcome.why for outcome in built.outcomes if outcome.executed] == []


def test_edit_while_a_build_reads_is_not_taken_for_what_was_built(
    workshop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shutil.copytree(workshop, tmp_path / "w", symlinks=True)
    data, out = tmp_path / "w" / "data", tmp_path / "w" / "out"
    (out / "build-report.json").unlink()

    def edit_and_check(folder: Path) -> None:
        edit_cell(folder, "mentions", "hp-tarn", "role", "raided")
        require_sound(folder)

    monkeypatch.setattr("claimbook.build.make.require_sound", edit_and_check)
    build(data, out)
    monkeypatch.undo()
    assert tree(out / "html") != tree(workshop / "out" / "html")
    shutil.copyfile(workshop / "data" / "mentions.csv", data / "mentions.csv")
    build(data, out)
    assert tree(out / "html") == tree(workshop / "out" / "html")


def test_changed_result_is_executed_again(workshop: Path, tmp_path: Path):
    shutil.copytree(workshop, tmp_path / "w", symlinks=True)
    page = notebook_path(tmp_path / "w" / "out" / "pages", "index")
    page.write_text(page.read_text("utf-8").replace("Vesla", "Elsewhere"), "utf-8")
    built = build(tmp_path / "w" / "data", tmp_path / "w" / "out")
    executed = {outcome.docname: outcome.why for outcome in built.outcomes if outcome.executed}
    assert executed == {"index": "the stored result was changed"}
    assert tree(tmp_path / "w" / "out" / "html") == tree(workshop / "out" / "html")


def run_build(workshop: Path, **settings: Any) -> subprocess.Popen[str]:
    """The command line in a process of its own, on the workshop's data with one word changed."""
    edit_cell(workshop / "data", "sources", "harbour-post", "publisher", "Harbour Courier")
    command = [sys.executable, "-m", "claimbook", "build", "--data", str(workshop / "data"), "--out"]
    return subprocess.Popen(
        [*command, str(workshop / "out")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **settings
    )


@pytest.mark.skipif(sys.platform == "win32", reason="this system can't limit the size of files")
@pytest.mark.parametrize("room", [4_000, 100_000], ids=["a little", "more"])
def test_no_room_to_write_is_one_clear_error(room: int, workshop: Path, tmp_path: Path):
    """A limit on the size of a file stands for a full disk: the system refuses to write in the same way."""
    import resource

    shutil.copytree(workshop, tmp_path / "w", symlinks=True)
    before = tree(tmp_path / "w" / "out" / "html")
    limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))  # noqa: E731
    with run_build(tmp_path / "w", preexec_fn=limited) as process:
        _, said = process.communicate()
    assert process.returncode == 1
    assert "File too large" in said and "Traceback" not in said
    assert said.endswith("Nothing was published; the last site stands as it was.\n")
    assert tree(tmp_path / "w" / "out" / "html") == before


def test_interrupted_build_leaves_the_site_and_no_process(workshop: Path, tmp_path: Path):
    shutil.copytree(workshop, tmp_path / "w", symlinks=True)
    before, there = tree(tmp_path / "w" / "out" / "html"), new_processes(set())
    with run_build(tmp_path / "w", start_new_session=True) as process:
        assert process.stdout is not None and process.stdout.readline().startswith("[1/")
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: everyone in the group gets it
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.strip() == "Interrupted; what stood before stands."
    assert tree(tmp_path / "w" / "out" / "html") == before
    assert eventually(lambda: not new_processes(there))


INTERRUPTED_WHILE_STARTING = """
import os, signal, sys, time
from pathlib import Path
from claimbook.builder.drawings import Pictures
if __name__ == "__main__":
    with Pictures(Path(sys.argv[1])) as pictures:
        pictures.expect_engine()
        try:
            time.sleep(0.1)
            os.killpg(0, signal.SIGINT)
        except KeyboardInterrupt:
            print(pictures.engine().name)
"""


def test_interrupt_is_for_the_builder_and_not_for_what_draws(tmp_path: Path):
    """A process that draws may just be starting; it must not say a word of its own."""
    script = tmp_path / "script.py"
    script.write_text(INTERRUPTED_WHILE_STARTING, "utf-8")
    command = [sys.executable, script, tmp_path / "pictures"]
    ended = subprocess.run(command, capture_output=True, text=True, start_new_session=True, check=False)
    assert ended.stdout.startswith("vega-") and not ended.stderr


def test_interrupt_that_cuts_a_library_short_is_still_one(
    workshop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Between closing a folder and noting that it is closed, ``rmtree`` closes it again and complains of that."""
    shutil.copytree(workshop, tmp_path / "w", symlinks=True)
    edit_cell(tmp_path / "w" / "data", "sources", "harbour-post", "publisher", "Harbour Courier")
    before, close = tree(tmp_path / "w" / "out" / "html"), os.close

    def interrupted(descriptor: int) -> None:
        close(descriptor)
        in_rmtree = sys._getframe(1).f_globals["__name__"] == "shutil"
        if in_rmtree and threading.current_thread() is threading.main_thread():
            monkeypatch.undo()
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "close", interrupted)
    assert main(["build", "--data", str(tmp_path / "w" / "data"), "--out", str(tmp_path / "w" / "out")]) == 130
    assert os.close is close
    assert capsys.readouterr().err.strip() == "Interrupted; what stood before stands."
    assert tree(tmp_path / "w" / "out" / "html") == before
