"""Write every page as Markdown beside its HTML, and ``llms.txt``, which names them, for programs that read text.

See https://llmstxt.org/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from claimbook.publish.edition import Edition

# What has no words, and what repeats on each page.
LEFT_OUT = "svg, script, .headerlink, .cb-chart, .cb-key, .cb-downloads, .cb-cite, noscript"
DIRECTIVE = re.compile(r"^(?:```|:::)\{[a-z-]+\}|\{[a-z]+\}`", re.MULTILINE)
MARKUP = re.compile(r"([\\<\[\]`|])")
# What opens a heading, a list, a quotation or a block where a line begins with it.
OPENING = re.compile(
    r"^[ \t]*(?=(?:#{1,6}|[-+])(?:\s|$)|>|-{3}|=+[ \t]*$|~{3})|^[ \t]*\d{1,9}(?=[.)](?:\s|$))", re.MULTILINE
)
# Between sentences: after a stop that ends no abbreviation, before a capital or a link.
SENTENCE = re.compile(r"(?<=[a-z0-9)\]”’*]{2}[.!?]) (?=[A-Z“\[*])")
LINK_TO_PAGE = re.compile(r"\]\((?P<page>[a-z0-9-]+(?:/[a-z0-9-]+)?)(?P<anchor>#[^)\s]*)?\)")


def parts_of(notebook: Mapping[str, Any]) -> str:
    """Return the prose and the HTML that an executed page shows, in order, as JSON."""
    parts: list[tuple[str, str]] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            parts.append(("prose", "".join(cell["source"])))
        for output in cell.get("outputs", []):
            if html := output.get("data", {}).get("text/html"):
                parts.append(("html", "".join(html)))
    return json.dumps(parts, ensure_ascii=False)


def as_markdown(parts: str) -> str:
    """Return a page as Markdown, from what ``parts_of`` returned.

    >>> print(as_markdown('[["prose", "# Title"], ["html", "<p>See <a href=\\\\"a.html\\\\">48</a>.</p>"]]'), end="")
    # Title
    <BLANKLINE>
    See [48](a.html).
    """
    texts = [linked(text) if kind == "prose" else _from_html(text) for kind, text in json.loads(parts)]
    return "\n\n".join(filter(None, (text.strip() for text in texts))) + "\n"


def needs_directives(text: str) -> bool:
    """Whether Markdown still holds directives or roles, which only the published page has carried out."""
    return bool(DIRECTIVE.search(text))


def parts_of_page(html: str) -> str:
    """Return what ``as_markdown`` needs of a published page: its only article."""
    start, end = html.index("<article"), html.rindex("</article>") + len("</article>")
    return json.dumps([["html", html[start:end]]])


def linked(prose: str) -> str:
    """Return prose with links to the published pages: ``[numbers](numbers)`` has no ending in a chapter."""
    return LINK_TO_PAGE.sub(lambda found: f"]({found['page']}.html{found['anchor'] or ''})", prose)


def without_links(prose: str, missing: Collection[str]) -> str:
    """Return prose without the sentences that link to pages which the book doesn't have.

    >>> without_links("See below. [Places](places) has a map. More follows.", ["places"])
    'See below. More follows.'
    >>> without_links("The map by Dr. Khan is on [Places](places). It stays.", ["places"])
    'It stays.'
    """
    if not missing:
        return prose
    # Sentences end where a paragraph does, not where a line does.
    paragraphs = re.split(r"(\n\s*\n)", prose)
    return "".join(one if one.isspace() else _kept(one, missing) for one in paragraphs)


def _kept(paragraph: str, missing: Collection[str]) -> str:
    if not _links_to(paragraph, missing):
        return paragraph
    return " ".join(one for one in SENTENCE.split(paragraph.replace("\n", " ")) if not _links_to(one, missing))


def _links_to(sentence: str, pages: Collection[str]) -> bool:
    return any(found["page"] in pages for found in LINK_TO_PAGE.finditer(sentence))


def _from_html(html: str) -> str:
    from bs4 import BeautifulSoup

    shown = BeautifulSoup(html, "lxml")
    for part in shown.select(LEFT_OUT):
        part.decompose()
    for summary in shown.select("details > summary"):
        caption = summary.parent.select_one("caption") if summary.parent else None
        if caption and caption.get_text(strip=True) == summary.get_text(strip=True):
            caption.decompose()
    for apart in shown.select("small, td div + div, th div + div, .cb-evidence"):
        apart.insert_before("; " if apart.parent and apart.parent.name in ("td", "th") and apart.name == "div" else " ")
    for summary in shown.select("details > summary"):
        summary.name = "p"
    text: str = _converter().convert_soup(shown)
    return re.sub(r"\n{3,}", "\n\n", text)


@cache
def _converter() -> Any:
    """Return what turns HTML into Markdown, in which the words of cells stay words."""
    from markdownify import MarkdownConverter

    class Converter(MarkdownConverter):
        def escape(self, text: str, parent_tags: Any) -> str:
            escaped: str = super().escape(text, parent_tags)  # type: ignore[misc]
            return OPENING.sub(lambda start: f"{start[0]}\\", MARKUP.sub(r"\\\1", escaped))

    return Converter(heading_style="ATX")


def plain(text: str) -> str:
    """Return text as one line of Markdown without any markup."""
    return MARKUP.sub(r"\\\1", " ".join(text.split()))


def write_llms(edition: Edition, prose: Iterable[str], about: Mapping[str, Mapping[str, Any]]) -> None:
    """Write ``llms.txt``: what the book is, its chapters as Markdown, and its data.

    Parameters
    ----------
    edition : Edition
    prose : iterable of str
        Names of the pages that no notebook makes.
    about : mapping of str to mapping
        For each page its ``heading`` and its ``description``.
    """

    def line(docname: str) -> str:
        title, words = plain(about[docname]["heading"]), plain(about[docname]["description"])
        return f"- [{title}]({edition.address}{docname}.md){f': {words}' if words else ''}"

    chapters = [line(page.docname) for page in edition.pages if "/" not in page.docname]
    others = [line(name) for name in prose]
    folders = sorted({page.docname.rpartition("/")[0] for page in edition.pages if "/" in page.docname})
    data = [
        f"- [{what}]({edition.address}{path})"
        for path, what in (
            ("api/v1/index.json", "Claims, speakers, places, inconsistencies and the state of knowledge, as JSON"),
            ("data/datapackage.json", "The tables and what each column means"),
            ("data/ledger.zip", "Everything in one file"),
        )
    ]
    edition.write(
        "llms.txt",
        "\n".join(
            [
                f"# {plain(edition.title)}",
                "",
                f"> {plain(edition.ledger.about['description'])} No figure is averaged and none is the book’s own:"
                f" each is what one report printed. As of {edition.as_of}.",
                "",
                "Quote a figure with its speaker, its dates and its report, never alone. Figures of the two"
                " columns of a comparison need not count the same; each page says how far they do.",
                "",
                "## Chapters",
                "",
                *chapters,
                *others,
                "",
                f"Pages of one report, number, speaker, place, incident, day or topic are in {_listed(folders)}."
                " Each has a Markdown copy: replace .html by .md.",
                "",
                "## Data",
                "",
                *data,
                "",
            ]
        ),
    )


def _listed(folders: list[str]) -> str:
    return ", ".join(f"`{name}/`" for name in folders)


def heading_of(text: str) -> str:
    """Return the first heading of a page in Markdown.

    >>> heading_of("---\\norphan: true\\n---\\n\\n# About this book\\n\\nText.")
    'About this book'
    """
    return next((line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")), "")
