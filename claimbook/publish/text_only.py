"""Write the summary for slow lines: one small page without scripts, styles or drawings.

Made from the published front page, so that both say the same.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from bs4 import BeautifulSoup, Tag

FRAME = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{title} – the summary without pictures</title>
</head>
<body>
<main>
<article class="cb-article">
{body}
</article>
</main>
<footer>
<p><a href="index.html">The whole page, with its charts</a></p>
{foot}
</footer>
</body>
</html>
"""
LEFT_OUT = "svg, script, .cb-chart, .cb-key, .cb-sources, .cb-downloads, .cb-cite, .headerlink"


def write_text_only(site: Path) -> None:
    """Write ``lite.html``."""
    front = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    home, article, foot = (_part(front, selector) for selector in (".cb-home", "article", ".cb-foot"))
    for part in article.select(LEFT_OUT):
        part.decompose()
    for details in article.select("details"):  # the figures replace the chart
        _part(details, "summary").decompose()
        details.unwrap()
    for small in article.select("dd small"):
        small.insert_before(front.new_tag("br"))
    for box in article.select("td div + div"):
        box.insert_before("; ")
    for table in article.select("table"):  # a table is too wide for a small screen without styles
        table.replace_with(_as_list(front, table))
    for element in article.find_all(True):
        for name in ("class", "data-label", "style"):
            del element[name]
    for box in article.find_all(["div", "section", "span", "figcaption"]):
        if not box.get("id"):
            box.unwrap()
    body = "\n".join(line.strip() for line in article.decode_contents().splitlines() if line.strip())
    page = FRAME.format(title=escape(home.get_text(strip=True)), body=body, foot=foot)
    (site / "lite.html").write_text(page, encoding="utf-8")


def _as_list(front: BeautifulSoup, table: Tag) -> Tag:
    """Return the rows of a table as a list, each cell with the name of its column.

    The link of a row to a page that it has linked already, to a place there, is left out.
    """
    names = [head.get_text(strip=True) for head in table.select("thead th")]
    rows = front.new_tag("ul")
    for row in table.select("tbody tr"):
        item = front.new_tag("li")
        linked: set[str] = set()
        for anchor in row.find_all("a", href=True):
            page, _, place = str(anchor["href"]).partition("#")
            if page in linked and not place:
                anchor.unwrap()
            linked.add(page)
        for name, cell in zip(names, row.find_all(["th", "td"]), strict=True):
            # The heading of a row says what it is.
            item.append("" if cell.name == "th" else f"{name}: ")
            item.extend(list(cell.contents))
            item.append("; " if cell.find_next_sibling() else ".")
        rows.append(item)
    return rows


def _part(whole: Tag, selector: str) -> Tag:
    part = whole.select_one(selector)
    if part is None:
        raise ValueError(f"the front page has no {selector}")
    return part
