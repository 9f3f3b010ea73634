"""Publish a whole site from executed pages through jupyter-book.

Takes executed notebooks, prose pages and assets, draws the charts outside every
kernel, and writes a site into a new folder.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml

from claimbook.book.chapters import contents_of, reading_order
from claimbook.book.project import LIBRARY, Project, digest_of_files, lock_digest
from claimbook.builder.cache import notebook_path
from claimbook.builder.drawings import Drawings
from claimbook.builder.outputs import HTML, charts_of, shown, with_content
from claimbook.builder.publisher import ABOUT, BOOK, CONFIGURATION, CONTENTS, write_pages
from claimbook.components.citations import DATE_MARK, DAY_MARK, VERSION_MARK
from claimbook.components.figure import fill
from claimbook.components.page import Page
from claimbook.ledger.tables import Ledger, Tables
from claimbook.ledger.versions import read_versions
from claimbook.ledger.wording import day_in_words
from claimbook.publish.annotations import write_document_rows
from claimbook.publish.api import write_api
from claimbook.publish.chart_files import Chart, sizes, write_chart
from claimbook.publish.citation_files import write_citations, write_citations_of_charts
from claimbook.publish.differences import write_differences
from claimbook.publish.downloads import write_downloads
from claimbook.publish.edition import Edition
from claimbook.publish.feed import write_feed
from claimbook.publish.markdown import heading_of, linked, needs_directives, without_links, write_llms
from claimbook.publish.metadata import about_page, describe_prose, name_previews, write_sitemap
from claimbook.publish.search_index import write_index
from claimbook.publish.text_only import write_text_only
from claimbook.theme.frame import FOLDER as THEME

BESIDE = "beside"  # folder of a staged book for the files beside its pages


def begin_edition(pages: list[Page], ledger: Ledger, tables: Tables, staging: Path, project: Project) -> Edition:
    """Write the files beside the pages that need no executed page.

    Parameters
    ----------
    pages : list of Page
    ledger : Ledger
        Rows for the downloads: the same that the pages know.
    tables : mapping of str to DataFrame
        The derived tables of the pages.
    staging : path
        An empty folder.
    project : Project
    """
    configuration = _configuration(pages[0], project)
    edition = Edition(pages, ledger, tables, configuration["author"], _address(configuration), staging / BESIDE)
    write_downloads(edition)
    versions = [one for one in read_versions(ledger.package.folder) if one.about["as_of"] <= edition.as_of]
    write_api(edition, versions)
    write_differences(edition, versions)
    write_document_rows(edition)
    write_citations(edition)
    write_feed(edition)
    # At the top: a service worker serves only its own level and below, and servers look for their headers there.
    for name in ("offline.js", "_headers"):
        shutil.copyfile(THEME / name, edition.folder / name)
    return edition


def stage(edition: Edition, executed: Path, staging: Path, drawings: Drawings, project: Project) -> None:
    """Lay out the book for jupyter-book.

    Parameters
    ----------
    edition : Edition
        Begun in the same folder.
    executed : path
        Folder of executed pages.
    staging : path
    drawings : Drawings
    project : Project
    """
    book = staging / BOOK
    charts: list[Chart] = []
    about = {}
    prose = [path.stem for path in sorted(project.chapters.glob("*.md"))]
    there = {*prose, *(page.docname for page in edition.pages)}
    missing = set(reading_order(project)) - there
    for page in edition.pages:
        stored = notebook_path(executed, page.docname).read_text(encoding="utf-8")
        text = drawings.markdown(_without(with_content(json.loads(stored)), missing))
        edition.write(f"{page.docname}.md", _filled(text, edition))
        notebook = _without(with_content(json.loads(_filled(stored, edition))), missing)
        about[page.docname] = {"heading": heading_of(text), **about_page(edition, page, notebook)}
        for data in shown(notebook):
            html = data[HTML]
            for chart in charts_of(data):
                charts.append(write_chart(edition, page, chart, drawings.svg, drawings.png))
                html = fill(html, chart, drawings.svg, sizes(edition, chart))
            data.clear()  # jupyter-book warns about MIME types that it can't show
            data[HTML] = html
        path = book / f"{page.docname}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    for path in sorted(path.relative_to(project.chapters) for path in project.chapters.rglob("*.md")):
        (book / path).parent.mkdir(exist_ok=True)
        text = without_links((project.chapters / path).read_text(encoding="utf-8"), missing)
        (book / path).write_text(text, encoding="utf-8")
        if path.parent == Path():  # deeper files are included in other pages
            edition.write(path.as_posix(), linked(text))
            about[path.stem] = {"heading": heading_of(text), "description": describe_prose(text)}
    write_citations_of_charts(edition, charts)
    reading = {docname: at for at, docname in enumerate(reading_order(project))}
    in_order = sorted(about, key=lambda docname: reading.get(docname, len(reading)))
    write_index(edition, {docname: about[docname]["description"] for docname in in_order})
    write_llms(edition, prose, about)
    write_sitemap(edition, about)
    name_previews(edition, about, charts)
    for entry in about.values():
        day = entry.setdefault("known_on", edition.as_of)
        entry["known_on_in_words"] = day_in_words(day)
    (staging / CONTENTS).write_text(contents_of(project, there), encoding="utf-8")
    (staging / ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    configuration = _configuration(edition.front, project)
    extensions = configuration.setdefault("sphinx", {}).setdefault("config", {}).setdefault("extensions", [])
    extensions.append("claimbook.builder.publisher")
    (staging / CONFIGURATION).write_text(
        yaml.safe_dump(configuration, allow_unicode=True, sort_keys=True), encoding="utf-8"
    )


def _without(notebook: dict[str, Any], missing: Collection[str]) -> dict[str, Any]:
    """Take the sentences that link to missing pages out of a notebook's prose."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = without_links("".join(cell["source"]), missing)
    return notebook


def _filled(text: str, edition: Edition) -> str:
    """Fill in what pages leave open, so that they don't change with every edition."""
    marks = {VERSION_MARK: edition.ledger.version, DAY_MARK: day_in_words(edition.as_of), DATE_MARK: edition.as_of}
    for mark, filled in marks.items():
        text = text.replace(mark, filled)
    return text


def _address(configuration: dict[str, Any]) -> str:
    """Return the site's address with a final slash; blank if ``_config.yml`` has none."""
    address: str = configuration.get("html", {}).get("baseurl") or ""
    return f"{address.rstrip('/')}/" if address else ""


def _configuration(page: Page, project: Project) -> dict[str, Any]:
    """Return ``_config.yml`` with the words that come from the data package."""
    configuration: dict[str, Any] = yaml.safe_load(project.configuration.read_text(encoding="utf-8"))
    configuration["title"] = page.about["title"]
    return configuration


def made_by() -> str:
    """Return a digest of what every page depends on besides the book: the theme, the code behind it, the lock."""
    # the reference is made from the docstrings of components and ledger
    folders = [THEME, *(LIBRARY / room for room in ("publish", "components", "ledger"))]
    files = [*(Path(__file__).with_name(name) for name in ("site.py", "publisher.py")), LIBRARY / "__init__.py"]
    ours = [*map(digest_of_files, folders), *(path.read_text(encoding="utf-8") for path in files)]
    return hashlib.sha256("".join([lock_digest(), *ours]).encode()).hexdigest()


def site_key(staging: Path) -> str:
    """Return a digest of all that a site depends on: what was staged, and what made it."""
    digest = hashlib.sha256(made_by().encode())
    for path in sorted(path for path in staging.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(staging)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def publish(staging: Path, kept: Path, last: Path, site: Path, drawings: Drawings) -> None:
    """Write the site: its pages, and the files beside them; a file of the last site that is the same is that file.

    Parameters
    ----------
    staging : path
        The staged book.
    kept : path
        What the publisher keeps between builds.
    last : path
        The last site; may be absent.
    site : path
        The folder to make.
    drawings : Drawings

    Raises
    ------
    SiteError
        With the publisher's own messages.
    """
    write_pages(staging, kept, site, made_by())
    _move(staging / BESIDE, site)
    write_text_only(site)
    for path in sorted(site.rglob("*.md")):
        if path.with_suffix(".html").exists() and needs_directives(path.read_text(encoding="utf-8")):
            path.write_text(drawings.page_as_markdown(path.with_suffix(".html").read_text("utf-8")), encoding="utf-8")
    shutil.copyfile(drawings.engine(), site / "vega.js")
    _link_same(site, last)


def _link_same(site: Path, last: Path) -> None:
    """Put each file of the last site that has the same bytes in the place of the new one: it keeps its time."""
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        before = last / path.relative_to(site)
        if before.is_file() and filecmp.cmp(before, path, shallow=False):
            linked = path.with_name(f"{path.name}.linked")
            try:
                linked.hardlink_to(before)
            except OSError:
                return  # this file system has no links
            linked.replace(path)


def _move(folder: Path, into: Path) -> None:
    """Move the contents of a folder: creating a thousand files again takes longer than writing the pages."""
    for part in folder.iterdir():
        if part.is_dir() and (into / part.name).is_dir():
            _move(part, into / part.name)
        else:
            part.rename(into / part.name)
