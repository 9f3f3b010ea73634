"""Executed pages in, a whole site out, through jupyter-book.

Takes executed notebooks, prose pages and assets, gives a site in a folder of
its own. Draws the charts' pictures here, outside every kernel. Executes
nothing, and touches no site that stands.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import yaml

from claimbook.agreement import decisions_table
from claimbook.build.execute import BOOK, CHAPTERS, LIBRARY, LOCK, NOTEBOOK, page_folder
from claimbook.findings.catalogue import find_all
from claimbook.ledger import Ledger, to_csv
from claimbook.package import DESCRIPTOR
from claimbook.pages import Page
from claimbook.reconcile import book_tables
from claimbook.view.figure import SVG, VERSION_MARK, chart_name, draw, svg
from claimbook.wording import say_day

ASSETS = LIBRARY / "assets"
FIRST_RELEASED = 315532800  # 1980-01-01, the oldest time a zip can hold: the same bytes on every day


class SiteError(Exception):
    """jupyter-book did not make a clean site; carries what it said."""


def stage(pages: list[Page], executed: Path, ledger: Ledger, staging: Path, pictures: Path) -> None:
    """Lay out the book that jupyter-book will publish.

    Parameters
    ----------
    pages : list of Page
    executed : path
        Where the pages were executed.
    ledger : Ledger
        What the downloads hold: as much as the pages know.
    staging : path
        An empty folder.
    pictures : path
        Cache of pictures by specification.
    """
    book, extra = staging / "book", staging / "extra"
    extra.mkdir(parents=True)
    version = ledger.version
    for page in pages:
        text = (page_folder(executed, page.docname) / "work" / NOTEBOOK).read_text(encoding="utf-8")
        notebook = nbformat.reads(text, as_version=4)
        for output in _html_outputs(notebook):
            html = output["data"]["text/html"].replace(VERSION_MARK, version)
            _write_chart_files(page, html, extra / "charts", pictures)
            output["data"]["text/html"] = str(draw(html, _cached(pictures)))
        path = book / f"{page.docname}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
    for prose in CHAPTERS.rglob("*.md"):
        path = book / prose.relative_to(CHAPTERS)
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(prose, path)
    shutil.copytree(ASSETS, book / "_static")
    shutil.copyfile(_vega(pictures), extra / "vega.js")
    _write_downloads(ledger, extra / "data")
    shutil.copyfile(BOOK / "_toc.yml", staging / "_toc.yml")
    (staging / "_config.yml").write_text(
        yaml.safe_dump(_configuration(pages[0], ledger), allow_unicode=True, sort_keys=True), encoding="utf-8"
    )


def _html_outputs(notebook: nbformat.NotebookNode) -> Iterator[Any]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                yield output


def _cached(pictures: Path) -> Callable[[str], str]:
    """``svg``, remembering each picture by its specification and by what draws it."""

    def render(embedded: str) -> str:
        name = hashlib.sha256((LOCK.read_text("utf-8") + embedded).encode()).hexdigest()
        path = pictures / f"{name}.svg"
        if not path.exists():
            _keep(path, svg(embedded))
        return path.read_text(encoding="utf-8")

    return render


def _keep(path: Path, text: str) -> None:
    """Put a file into the cache, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def _write_chart_files(page: Page, html: str, folder: Path, pictures: Path) -> None:
    """The downloads of the charts in a piece of HTML: rows, specification, picture."""
    for block in html.split('<figure class="cb-figure-block" id="')[1:]:
        slug = block.split('"', 1)[0]
        wide = next(match for match in SVG.finditer(block) if match["width"] == "wide")
        folder.mkdir(parents=True, exist_ok=True)
        name = chart_name(page.docname, slug)
        specification = json.loads(wide["json"])
        (folder / f"{name}.json").write_text(
            json.dumps(specification, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        (folder / f"{name}.svg").write_text(_alone(_cached(pictures)(wide["json"]), block), encoding="utf-8")
        (folder / f"{name}.csv").write_text(_table_as_csv(block), encoding="utf-8")


def _alone(picture: str, block: str) -> str:
    """The picture for a file of its own: with the title that the page holds in HTML."""
    title = unescape(block.split('<p class="cb-title">', 1)[1].split("</p>", 1)[0])
    escaped = title.replace("&", "&amp;").replace("<", "&lt;")
    picture = picture.replace(' aria-hidden="true" focusable="false"', "", 1)
    return picture.replace(">", f"><title>{escaped}</title>", 1)


def _table_as_csv(block: str) -> str:
    """The figure's own table as CSV: the file holds what the page shows."""
    from bs4 import BeautifulSoup

    table = BeautifulSoup(block, "html.parser").find("table")
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in table.find_all("tr") if table else []:
        writer.writerow([cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])])
    return buffer.getvalue()


def _vega(pictures: Path) -> Path:
    """The chart engine, of the version that drew the pictures; loaded only where a chart is seen."""
    path = pictures / f"vega-{hashlib.sha256(LOCK.read_bytes()).hexdigest()}.js"
    if not path.exists():
        import vl_convert

        bundle = vl_convert.javascript_bundle("window.claimbookVega = { embed: vegaEmbed };")
        _keep(path, f"(function () {{\n{bundle}\n}})();\n")
    return path


def _write_downloads(ledger: Ledger, folder: Path) -> None:
    """The tables as far as the book knows them, with their description, and all in one zip."""
    folder.mkdir(parents=True)
    for name, frame in ledger.tables.items():
        (folder / f"{name}.csv").write_text(to_csv(frame), encoding="utf-8")
    shutil.copyfile(ledger.package.folder / DESCRIPTOR, folder / DESCRIPTOR)
    known = set(ledger["sources"]["source_id"])
    (folder / "decisions.csv").write_text(to_csv(decisions_table(ledger.package, known)), encoding="utf-8")
    findings = [finding.as_record() for finding in find_all(book_tables(ledger))]
    (folder / "findings.json").write_text(json.dumps(findings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    files = sorted(folder.iterdir())
    with zipfile.ZipFile(folder / "ledger.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            entry = zipfile.ZipInfo(path.name)  # without the file's time, so that the zip is the same every day
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def _configuration(page: Page, ledger: Ledger) -> dict[str, Any]:
    """``_config.yml`` with the words that come from the data package."""
    configuration: dict[str, Any] = yaml.safe_load((BOOK / "_config.yml").read_text(encoding="utf-8"))
    configuration["title"] = page.about["title"]
    configuration.setdefault("html", {})["extra_footer"] = (
        f'<p class="cb-foot">As known on <time datetime="{page.as_of}">{say_day(page.as_of)}</time>. '
        f"Ledger version <code>{ledger.version}</code>.</p>"
    )
    sphinx = configuration.setdefault("sphinx", {}).setdefault("config", {})
    sphinx["html_extra_path"] = ["../extra"]
    return configuration


def site_key(staging: Path) -> str:
    """What a site depends on: everything that was staged, and the lock."""
    digest = hashlib.sha256(LOCK.read_bytes())
    for path in sorted(path for path in staging.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(staging)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def publish(staging: Path, site: Path) -> None:
    """Let jupyter-book write the staged book into ``site``, warnings as errors.

    Raises
    ------
    SiteError
        With jupyter-book's own words.
    """
    import contextlib

    from jupyter_book.sphinx import build_sphinx
    from sphinx.util.console import nocolor

    nocolor()
    progress, warnings = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(progress), contextlib.redirect_stderr(warnings):
        result = build_sphinx(
            staging / "book",
            site,
            noconfig=True,
            path_config=staging / "_config.yml",
            confoverrides={"external_toc_path": (staging / "_toc.yml").as_posix(), "latex_individualpages": False},
            doctreedir=staging / "doctrees",
            freshenv=True,
            warningiserror=True,
            keep_going=True,
        )
    if result:
        said = "\n".join(line for line in warnings.getvalue().splitlines() if line.strip())
        raise SiteError(f"jupyter-book could not write the site:\n{said or result}")
    for leftover in (".buildinfo", ".doctrees"):  # hold paths and times of this machine
        path = site / leftover
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
