"""Turn a report as it was saved into the one plain text that is coded.

Takes web pages, PDF, Word documents, e-mail and text in any encoding. The
article is kept, menus are not; lines that only end because the page did are
joined, invisible characters are removed, and a table keeps its rows. What was
left out is said. Nothing is fetched.
"""

from __future__ import annotations

import codecs
import email
import email.policy
import hashlib
import io
import json
import re
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from claimbook.coding.extract import is_wrapped
from claimbook.errors import DataProblems, Problem
from claimbook.files import write_whole
from claimbook.ledger.archives import require_small
from claimbook.ledger.package import strict_json
from claimbook.ledger.wording import count

ORIGIN = ".origin.json"  # beside the text: what it was taken from
BLANKS = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
# Zero-width and direction marks, soft hyphens. The two joiners stay: Persian and Urdu spell with them.
INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
OWN_LINE = re.compile(r"\s*(?:[-–•*·▪]\s|\||\d+[.)]\s|[^\n:]{2,40}:\s*[\d>~]|[A-Z][^\n:.,]{1,30}:\s|>)")
# A word that keeps its hyphen where a line breaks it.
OWN_HYPHEN = re.compile(
    r"\b(?:well|anti|non|self|semi|co|pre|post|ex|half|cross|counter|pro|mid|so|high|low|long|short)-$", re.IGNORECASE
)
PAGE_NUMBER = re.compile(r"\s*(?:page\s)?\d{1,4}(?:\s?(?:/|of)\s?\d{1,4})?\s*", re.IGNORECASE)
# Of those that fit a text equally well, the first is taken.
ENCODINGS = (
    "utf_8", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "cp1252", "cp1251", "cp1256", "cp1250", "cp1254", "koi8_r",
    "gb18030", "shift_jis", "euc_kr", "big5",
)  # fmt: skip
ADDRESS = re.compile(r"https?://[^\s/]+\S*")
STATED_DAY = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}
NOT_READ = {
    "a text with RTF marks": "Save it as a Word file or as text.",
    "a folder of e-mails": "Save the one e-mail.",
}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT_OF_WORD, SPAN_OF_WORD, WIDTH_OF_WORD = f"{WORD}t", f"{WORD}gridSpan", f"{WORD}val"
MOST_COLUMNS = 1000
ESCAPED = ("unicode-escape", "raw-unicode-escape", "utf-7", "punycode", "idna")
BYTE_ORDER_MARKS = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
SHARE_OF_NULS = 0.2  # of the bytes of a text in UTF-16, at least; a few are damage
HEAD = 8192  # bytes that say what a document is
SHORT_LINE = 0.6  # of the longest: a shorter line that ends a sentence ends a paragraph


@dataclass
class Taken:
    """A text and where it is from.

    Attributes
    ----------
    text : str
        One paragraph a line, blank lines between; a row of a table a line.
    title, publisher, url, published_on, language : str
        As the document's own metadata give them; blank where they don't.
    encoding : str
        The one that its bytes were read in, where it is a guess.
    left_out : list of str
        What is not in the text, in words.
    """

    text: str
    title: str = ""
    publisher: str = ""
    url: str = ""
    published_on: str = ""
    language: str = ""
    encoding: str = ""
    left_out: list[str] = field(default_factory=list)


def take_document(content: bytes, name: str, encoding: str = "") -> Taken:
    """Return the text of a document by what its bytes are, not by its name.

    Raises
    ------
    DataProblems
        If it can't be read, is locked, or holds no text.

    >>> take_document(b"<!doctype html><p>Over 40 soldiers died in the attack, officials said.</p>", "a.html").text
    'Over 40 soldiers died in the attack, officials said.\\n'
    """
    kinds = {"a PDF": _take_pdf, "a Word file": _take_word, "an e-mail": _take_mail, "a web page": _take_html}
    kind = document_kind(content)
    if kind in NOT_READ:
        raise _refuse(name, kind, NOT_READ[kind])
    read = kinds.get(kind, partial(_take_text, encoding=encoding))
    try:
        taken = read(content)
    except DataProblems:
        raise
    except Exception as error:  # each library has its own errors for a damaged file
        raise _refuse(name, f"a damaged file ({type(error).__name__}: {error})", "Save it again.") from None
    taken.text = tidy(taken.text)
    # A document's own metadata are words of strangers: one line each, and an address only if it is one.
    taken.title, taken.publisher = map(_one_line, (taken.title, taken.publisher))
    taken.left_out = [_one_line(piece) for piece in taken.left_out]
    taken.url = taken.url if ADDRESS.fullmatch(taken.url) else ""
    taken.published_on = taken.published_on if re.fullmatch(r"\d{4}-\d\d-\d\d", taken.published_on) else ""
    if not re.search(r"[^\W\d_]", taken.text):
        raise _refuse(name, "no text", "If it is a scan, have its text recognised first.")
    return taken


def document_kind(content: bytes) -> str:
    """Return what a document is if it is not a plain text, in words; else blank.

    >>> document_kind(b"%PDF-1.7"), document_kind(b"Over 40 died.")
    ('a PDF', '')
    """
    content = content.lstrip()[:HEAD] if b"%PDF" in content[:64] else content[:HEAD]
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            content = content.decode(encoding, "ignore").encode()
            break
    if content.startswith(b"{\\rtf"):
        return "a text with RTF marks"
    if re.match(rb"From \S+.*\n(?:[A-Za-z-]+: .*\n)", content):
        return "a folder of e-mails"
    if content.startswith(b"%PDF"):
        return "a PDF"
    if content.startswith(b"PK\x03\x04"):
        return "a Word file"
    if _is_mail(content):
        return "an e-mail"
    return "a web page" if _is_html(content) else ""


def take_file(file: Path, folder: Path, name: str, given: dict[str, str], encoding: str = "") -> tuple[Path, Taken]:
    """Write the text of a document, and where it is from, into a folder.

    Parameters
    ----------
    file : Path
        The document as it was saved.
    folder : Path
        Where the texts are kept.
    name : str
        File name of the text, without ending.
    given : dict of str to str
        What the caller knows: ``url``, ``retrieved_on``; more than the document does.
    encoding : str
        How a text is encoded; blank to find out.

    Raises
    ------
    DataProblems
        If another text is there under this name.
    """
    if given.get("url") and not ADDRESS.fullmatch(given["url"]):
        raise _refuse("--url", given["url"], "Correct it.", "an address that begins with https://")
    content = file.read_bytes()
    taken = take_document(content, str(file), encoding)
    if not re.fullmatch(r"\w[\w .-]*", name):
        raise _refuse(
            "--name", name, "Pass a --name of letters, digits, blanks, dots and hyphens.", "a plain file name"
        )
    path = folder / f"{name}.txt"
    encoded = taken.text.encode()
    if path.exists() and path.read_bytes() != encoded:
        raise _refuse(
            str(path), "another text under this name", "Pass another --name, or compare the two.", "this text"
        )
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, encoded)
    origin = {key: value for key, value in asdict(taken).items() if key != "text"} | {
        "document": file.name,
        "origin_sha256": hashlib.sha256(content).hexdigest(),
        "document_sha256": hashlib.sha256(encoded).hexdigest(),
    }
    before = read_origin(path, origin["document_sha256"]) if path.with_suffix(ORIGIN).exists() else {}
    given = {key: value or before.get(key, "") for key, value in given.items()}
    given["retrieved_on"] = given.get("retrieved_on") or str(date.today())
    words = json.dumps(origin | {key: value for key, value in given.items() if value}, indent=1, ensure_ascii=False)
    write_whole(path.with_suffix(ORIGIN), words + "\n")
    return path, taken


def read_origin(text: Path, sha256: str) -> dict[str, Any]:
    """Return where a text was taken from; empty if nothing beside it says so."""
    path = text.with_suffix(ORIGIN)
    if not path.exists():
        return {}
    try:
        origin = strict_json(path.read_bytes())
    except ValueError:
        raise _refuse(str(path), "no JSON in UTF-8", "Take the document again.", "where the text is from") from None
    if not isinstance(origin, dict):
        raise _refuse(str(path), "no mapping", "Take the document again.", "where the text is from")
    if origin.get("document_sha256") != sha256:
        raise _refuse(str(text), "a text changed since it was taken", "Take the document again.", "the text as taken")
    return {key: _one_line(value) for key, value in origin.items() if isinstance(value, str)}


def tidy(text: str) -> str:
    r"""Return a text with one paragraph a line, and without characters that can't be seen.

    >>> tidy("At least 14\u00a0soldiers were\nkilled in the\nraid.\n\n\n- 3\u200b guards\n- 2 clerks")
    'At least 14 soldiers were killed in the raid.\n\n- 3 guards\n- 2 clerks\n'
    """
    text = INVISIBLE.sub("", re.sub(r"\r\n?|\u2028|\u2029|\x0b|\x0c", "\n", text))
    lines = [re.sub(r" {2,}", " ", BLANKS.sub(" ", line)).strip() for line in text.split("\n")]
    longest = max(map(len, lines), default=0)
    paragraphs: list[list[str]] = []
    wrapped = is_wrapped(text)
    for line, before in zip(lines, ["", *lines], strict=False):
        ends = len(before) < SHORT_LINE * longest and re.search(r"[.!?:”\"’)]$|^[^a-z]*$", before)
        goes_on = wrapped and line and before and not OWN_LINE.match(line) and not ends and not before.startswith("|")
        if goes_on and re.search(r"[^\W\d]-$", before) and re.match(r"[a-z]", line):
            paragraphs[-1] += [line] if OWN_HYPHEN.search(before) else ["\b", line]
        elif goes_on:
            paragraphs[-1] += [" ", line]
        else:
            paragraphs.append([line])
    # A hyphen at which a line broke a word goes.
    joined = ("".join(parts).replace("-\b", "") for parts in paragraphs)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(joined)).strip() + "\n"


def _one_line(words: str) -> str:
    return " ".join(tidy(words).split())


def _is_html(content: bytes) -> bool:
    start = content[:4096].lower()
    tags = (b"<body", b"<p>", b"<p ", b"<div", b"<head", b"<table", b"<h1")
    begins = start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<!doctype html", b"<html", b"<?xml"))
    return begins or (start.count(b"</") > 1 and any(tag in start for tag in tags))


def _is_mail(content: bytes) -> bool:
    """Whether bytes begin with the headers of an e-mail, and not with the "Date:" and "To:" of a press release."""
    head = content[:8192].replace(b"\r\n", b"\n").split(b"\n\n")[0]
    machine_made = re.search(rb"^(?:MIME-Version|Received|Message-ID|Return-Path):", head, re.MULTILINE | re.IGNORECASE)
    return bool(re.match(rb"[A-Za-z-]+: ?\S", head) and machine_made)


def _take_html(content: bytes) -> Taken:
    import trafilatura
    from bs4 import BeautifulSoup

    page = _decode(content)[0] if not re.search(rb"charset", content[:2048], re.IGNORECASE) else content
    soup = BeautifulSoup(page, "lxml")
    pictures = len(soup(["img", "video", "iframe"]))
    # As far as BCP 47 is read here: a language and what narrows it down.
    stated = re.fullmatch(
        r"[a-z]{2,3}(-[a-z0-9]{2,8})*", str(soup.html.get("lang", "")) if soup.html else "", re.IGNORECASE
    )
    language = stated[0] if stated else ""
    for hidden in soup(["script", "style", "noscript", "template", "head"]):
        hidden.decompose()
    text = trafilatura.extract(page, include_tables=True, include_comments=False, favor_recall=True)
    kept = text or "\n".join(soup.stripped_strings)
    # The day that the page states, not one that its text mentions.
    facts = trafilatura.extract_metadata(page, date_config=STATED_DAY, extensive=False)
    known = facts.as_dict() if facts else {}
    title = known.get("title") or ""
    if title and title not in kept[: len(title) + 200]:
        kept = f"{title}\n{kept}"
    found = " ".join(re.findall(r"\w+", tidy(kept)))
    pieces = [" ".join(piece.split()) for piece in soup.stripped_strings]
    left = [piece for piece in pieces if " ".join(re.findall(r"\w+", tidy(piece))) not in found]
    # One line a paragraph; a row of bars that only rules a table off says nothing.
    lines = [line.strip() for line in kept.splitlines() if not re.fullmatch(r"[|\s:-]+", line)]
    spaced = "\n".join(line if line.startswith("|") else f"\n{line}\n" for line in lines)
    sites = (known.get("sitename") or "", known.get("url") or "", known.get("date") or "")
    left += [f"{count(pictures, 'picture or frame')}"] if pictures else []
    return Taken(spaced, title, *sites, language, left_out=list(dict.fromkeys(left)))


def _take_pdf(content: bytes) -> Taken:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise _refuse("the PDF", "a password", "Save it without one.")
    pages = [(page.extract_text() or "").strip().splitlines() for page in reader.pages]
    edges = [line.strip() for page in pages for line in {*page[:1], *page[-1:]}]
    repeated = {line for line in edges if edges.count(line) > max(2, len(pages) / 2)}
    body: list[str] = []
    dropped: list[str] = []
    for number, page in enumerate(pages, start=1):
        kept = [
            line
            for at, line in enumerate(page)
            if at not in (0, len(page) - 1) or not (line.strip() in repeated or _numbers_page(line, number))
        ]
        dropped += [line.strip() for line in page if line not in kept]
        body.append("\n".join(kept))
    facts = reader.metadata
    pictures = sum(len(page.images) for page in reader.pages)
    left = list(dict.fromkeys(dropped))
    left += [f"{count(pictures, 'picture')}"] if pictures else []
    return Taken("\n".join(body), (facts.title or "") if facts else "", left_out=left)


def _numbers_page(line: str, number: int) -> bool:
    """Whether a line is the number of its page, and not a figure that the page begins or ends with."""
    found = PAGE_NUMBER.fullmatch(line)
    return bool(found) and int(re.findall(r"\d+", line)[0]) == number


def _take_word(content: bytes) -> Taken:
    import docx
    from docx.table import Table

    require_small(content)
    document = docx.Document(io.BytesIO(content))
    if any(int(one.get(WIDTH_OF_WORD, 0)) > MOST_COLUMNS for one in document.element.body.iter(SPAN_OF_WORD)):
        raise _refuse("the Word file", f"a table of over {MOST_COLUMNS} columns", "Save it as text.")
    parts = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            parts.append("\n".join(_row_of_cells(row) for row in part.rows))
        else:
            parts.append(part.text)
    kept = " ".join(" ".join(parts).split())
    runs = [" ".join((run.text or "").split()) for run in document.element.body.iter(TEXT_OF_WORD)]
    # Boxes, tracked changes, fields: what the file holds and the paragraphs don't.
    left = [run for run in dict.fromkeys(runs) if run and run not in kept]
    left += [f"{count(len(document.inline_shapes), 'picture')}"] if len(document.inline_shapes) else []
    left += ["notes"] if any("notes" in str(one.partname) for one in document.part.package.iter_parts()) else []
    heads = {
        line.text for section in document.sections for line in (*section.header.paragraphs, *section.footer.paragraphs)
    }
    left += ["heads and feet of pages"] if any(heads) else []
    return Taken("\n\n".join(parts), document.core_properties.title or "", left_out=left)


def _row_of_cells(row: Any) -> str:
    """Return a row of a table as one line; a cell that was merged of several once."""
    cells: list[str] = []
    before = None
    for cell in row.cells:
        cells.append("" if cell._tc is before else " ".join(cell.text.split()))
        before = cell._tc
    return "| " + " | ".join(cells) + " |"


def _take_mail(content: bytes) -> Taken:
    message = email.message_from_bytes(content, policy=email.policy.default)
    taken = _body_of(message)
    location = str(message.get("Snapshot-Content-Location", ""))
    attached = [one.get_filename() or one.get_content_type() for one in message.walk() if one.is_attachment()]
    taken.left_out += [f"{name} (attached)" for name in attached if not location]
    taken.title = taken.title or str(message.get("Subject", ""))
    taken.url = taken.url or location
    when = message.get("Date")
    if when is not None and getattr(when, "datetime", None) and not location:
        taken.published_on = taken.published_on or str(when.datetime.date())
    if taken.title and not taken.text.startswith(taken.title):
        taken.text = f"{taken.title}\n\n{taken.text}"
    return taken


def _body_of(message: Any) -> Taken:
    """Return the words of an e-mail: of each part that is shown, and of alternatives the longest."""
    if message.get_content_type() == "multipart/alternative":
        return max((_body_of(part) for part in message.iter_parts()), key=lambda one: len(one.text), default=Taken(""))
    if message.is_multipart():
        bodies = [_body_of(part) for part in message.iter_parts() if not part.is_attachment()]
        left = [piece for body in bodies for piece in body.left_out]
        address = next((body.url for body in bodies if body.url), "")
        title = next((body.title for body in bodies if body.title), "")
        return Taken("\n\n".join(body.text for body in bodies if body.text.strip()), title, url=address, left_out=left)
    if message.get_content_type() == "text/html":
        page, _ = _words_of(message)
        return _take_html(re.sub(r"(?i)charset\s*=\s*[\"']?[\w-]+", "charset=utf-8", page).encode())
    if message.get_content_type() == "text/plain":
        text, guessed = _words_of(message)
        return Taken(text, encoding=guessed)
    kind = message.get_content_type()
    return Taken("", left_out=[] if kind.startswith("multipart/") else [message.get_filename() or kind])


def _words_of(part: Any) -> tuple[str, str]:
    """Return the text of a part of an e-mail, and its encoding if the part's own name for it is wrong."""
    content, charset = part.get_payload(decode=True) or b"", part.get_content_charset()
    try:
        if charset and codecs.lookup(charset).name.replace("_", "-") in ESCAPED:
            raise LookupError
        return content.decode(charset if charset not in (None, "us-ascii") else "utf-8"), ""
    except (UnicodeDecodeError, LookupError):
        return _decode(content)


def _take_text(content: bytes, encoding: str) -> Taken:
    text, guessed = _decode(content, encoding)
    return Taken(text, encoding=guessed)


def _decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text of bytes, and its encoding if that is a guess."""
    from charset_normalizer import from_bytes

    try:
        named = codecs.lookup(encoding) if encoding else None
        if named and (not named._is_text_encoding or named.name.replace("_", "-") in ESCAPED):
            raise LookupError
        if (
            not encoding
            and content.count(0) > len(content) * SHARE_OF_NULS
            and content[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        ):
            # UTF-16 without its mark: of two bytes of a Latin letter one is zero.
            guessed = "utf-16-le" if content[1::2].count(0) >= content[::2].count(0) else "utf-16-be"
            return content.decode(guessed), guessed
        return (content if encoding else content.replace(b"\0", b"")).decode(encoding or "utf-8-sig"), ""
    except LookupError:
        raise _refuse("--encoding", encoding, "Write it as in utf-16 or cp1252.", "the name of an encoding") from None
    except UnicodeDecodeError as error:
        if encoding:
            raise _refuse("the file", f"byte {error.start} not in {encoding}", "Name another --encoding.") from None
    found = sorted(
        from_bytes(content, cp_isolation=list(ENCODINGS)),
        key=lambda one: (one.chaos, -one.coherence, ENCODINGS.index(one.encoding)),
    )
    if not found:
        raise _refuse("the file", "no text in a known encoding", "Name its --encoding.")
    return str(found[0]), found[0].encoding


def _refuse(file: str, found: str, action: str, expected: str = "a document with text") -> DataProblems:
    return DataProblems([Problem(file, 0, "", found, expected, action)])
