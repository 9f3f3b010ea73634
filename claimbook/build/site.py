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
from html import unescape
from pathlib import Path
from typing import Any

import yaml

from claimbook.build.parts import ASSETS, Parts, lock_digest
from claimbook.build.pictures import Pictures, shown_as_html
from claimbook.build.stored import notebook_path
from claimbook.derived import Tables
from claimbook.ledger import Ledger, to_csv
from claimbook.package import DESCRIPTOR
from claimbook.pages import Page
from claimbook.problems import BookError
from claimbook.view.picture import SVG, VERSION_MARK, chart_name, draw
from claimbook.wording import say_day


class SiteError(BookError):
    """jupyter-book did not make a clean site; carries what it said."""


def stage(
    pages: list[Page], executed: Path, ledger: Ledger, tables: Tables, staging: Path, pictures: Pictures, parts: Parts
) -> None:
    """Lay out the book that jupyter-book will publish.

    Parameters
    ----------
    pages : list of Page
    executed : path
        Where the pages were executed.
    ledger : Ledger
        What the downloads hold: as much as the pages know.
    tables : mapping of str to DataFrame
        What is derived from it, as the pages have it.
    staging : path
        An empty folder.
    pictures : Pictures
    parts : Parts
    """
    book, extra = staging / "book", staging / "extra"
    extra.mkdir(parents=True)
    version = ledger.version
    for page in pages:
        notebook = json.loads(notebook_path(executed, page.docname).read_text(encoding="utf-8"))
        for data in shown_as_html(notebook):
            html = data["text/html"].replace(VERSION_MARK, version)
            _write_chart_files(page, html, extra / "charts", pictures)
            data["text/html"] = draw(html, pictures.svg)
        path = book / f"{page.docname}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for prose in parts.chapters.rglob("*.md"):
        path = book / prose.relative_to(parts.chapters)
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(prose, path)
    shutil.copytree(ASSETS, book / "_static")
    shutil.copyfile(pictures.engine(), extra / "vega.js")
    _write_downloads(ledger, tables, extra / "data")
    shutil.copyfile(parts.contents, staging / "_toc.yml")
    (staging / "_config.yml").write_text(
        yaml.safe_dump(_configuration(pages[0], ledger, parts), allow_unicode=True, sort_keys=True), encoding="utf-8"
    )


def _write_chart_files(page: Page, html: str, folder: Path, pictures: Pictures) -> None:
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
        (folder / f"{name}.svg").write_text(_alone(pictures.svg(wide["json"]), block), encoding="utf-8")
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


def _write_downloads(ledger: Ledger, tables: Tables, folder: Path) -> None:
    """The tables as far as the book knows them, with their description, and all in one zip."""
    folder.mkdir(parents=True)
    for name, frame in ledger.tables.items():
        (folder / f"{name}.csv").write_text(to_csv(frame), encoding="utf-8")
    shutil.copyfile(ledger.package.folder / DESCRIPTOR, folder / DESCRIPTOR)
    (folder / "decisions.csv").write_text(to_csv(tables["decisions"]), encoding="utf-8")
    findings = [{**row, "rows": row["rows"].split(";")} for row in tables["findings"].to_dict("records")]
    (folder / "findings.json").write_text(json.dumps(findings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    files = sorted(folder.iterdir())
    with zipfile.ZipFile(folder / "ledger.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            entry = zipfile.ZipInfo(path.name)  # without the file's time, so that the zip is the same every day
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def _configuration(page: Page, ledger: Ledger, parts: Parts) -> dict[str, Any]:
    """``_config.yml`` with the words that come from the data package."""
    configuration: dict[str, Any] = yaml.safe_load(parts.configuration.read_text(encoding="utf-8"))
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
    digest = hashlib.sha256(lock_digest().encode())
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
