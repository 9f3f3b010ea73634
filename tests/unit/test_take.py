"""A report as it was saved becomes the one plain text that is coded."""

import io
import json
import random
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement

from claimbook.cli import main
from claimbook.coding.draft import draft_rows
from claimbook.coding.take import take_document, tidy
from claimbook.errors import DataProblems
from claimbook.ledger.package import read_package

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>At least 12 killed in Velmar | Osmo Post</title>
<meta property="og:site_name" content="Osmo Post\x1b[2J"><meta property="article:published_time" content="2031-02-03">
<link rel="canonical" href="https://post.example/velmar"><style>p{margin:0 24px}</style>
<script type="application/ld+json">{"datePublished":"2031-02-03T08:15:00Z","wordCount":412}</script></head>
<body><nav><ul><li><a href="/b">World</a></li><li><a href="/c">50 best hikes</a></li></ul></nav>
<article><h1>At least 12 killed in Velmar</h1><p>On&nbsp;3&nbsp;February gunmen killed 12&nbsp;soldiers near Velmar,
officials said. They came at dawn and stayed until the evening.</p><p>A spokes&shy;man said that 9 were wounded.</p>
<table><tr><th>Town</th><th>Killed</th></tr><tr><td>Osmo</td><td>9</td></tr></table></article>
<aside>Most read: 100 years of chess</aside></body></html>"""
TEXT = """At least 12 killed in Velmar

On 3 February gunmen killed 12 soldiers near Velmar, officials said. They came at dawn and stayed until the evening.

A spokesman said that 9 were wounded.

| Town | Killed |
| Osmo | 9 |
"""


def pdf(pages: list[list[str]]) -> bytes:
    """A PDF of a few lines a page, written by hand."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = b" T* ".join(b"(" + line.encode("latin-1") + b") Tj" for line in lines)
        stream = b"BT /F1 12 Tf 14 TL 72 720 Td " + shown + b" ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        page = b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        objects.append(page % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /MediaBox [0 0 612 792] /Kids [%s] >>" % (
        len(kids), b" ".join(b"%d 0 R" % kid for kid in kids),
    )  # fmt: skip
    out, starts = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    return out + end % (len(objects) + 1, table, len(objects) + 1, len(out))


def test_a_web_page_gives_its_article_and_says_what_is_left_out():
    taken = take_document(PAGE.encode(), "velmar.html")
    assert taken.text == TEXT
    assert taken.left_out == ["World", "50 best hikes", "Most read: 100 years of chess"]
    assert (taken.title, taken.published_on) == ("At least 12 killed in Velmar", "2031-02-03")
    assert taken.url == "https://post.example/velmar"
    undated = PAGE.replace('<meta property="article:published_time" content="2031-02-03">', "")
    undated = undated.replace('"datePublished":"2031-02-03T08:15:00Z",', "").replace(
        "They came", "In May 2024 they came"
    )
    assert take_document(undated.encode(), "velmar.html").published_on == ""
    assert "\x1b" not in taken.publisher  # it would clear the terminal that prints it


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "cp1251", "cp1256"])
def test_a_text_of_any_encoding(encoding: str):
    words = {
        "cp1251": "На рассвете боевики убили 12 солдат недалеко от города, сообщили чиновники в столице провинции.",
        "cp1256": "قال مسؤولون في المدينة إن المسلحين قتلوا اثني عشر جنديا قرب الجسر عند الفجر يوم السبت الماضي.",
    }.get(encoding, "At the café in Velmar “12 soldiers” were killed – officials said, naïvely, on Monday evening.")
    assert take_document(words.encode(encoding), "a.txt").text == words + "\n"


def test_the_encoding_of_a_text_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "a.txt"
    file.write_bytes("Łódź: 12 dead.".encode("cp1250"))
    assert take(file, tmp_path / "out", "--encoding", "cp1250") == 0
    assert (tmp_path / "out" / "a.txt").read_text("utf-8") == "Łódź: 12 dead.\n"
    assert take(file, tmp_path / "out", "--encoding", "cp99") == 1
    assert "found cp99; expected the name of an encoding" in capsys.readouterr().err


def test_an_e_mail_gives_its_words_and_names_what_is_attached():
    message = EmailMessage()
    message["Subject"], message["From"] = "Flash update", "desk@osmo.example"
    message["Date"] = "Mon, 12 May 2031 08:00:00 +0000"
    message.set_content("Three guards were\nkilled near the old\nbridge of Velmar.\n")
    message.add_attachment(b"1,2", maintype="text", subtype="csv", filename="counts.csv")
    taken = take_document(bytes(message), "a.eml")
    assert taken.text == "Flash update\n\nThree guards were killed near the old bridge of Velmar.\n"
    assert (taken.published_on, taken.left_out) == ("2031-05-12", ["counts.csv (attached)"])


def test_a_press_release_with_lines_like_headers_is_a_text():
    words = "Date: 12 May 2031\nTo: all desks\n\nThree guards were killed in Velmar.\n"
    assert take_document(words.encode(), "a.txt").text == words


def test_a_figure_at_the_foot_of_a_page_is_kept():
    pages = [["At dawn the following were killed:", "120"], ["45", "civilians died in the town of Osmo", "2"]]
    taken = take_document(pdf(pages), "a.pdf")
    assert taken.text == "At dawn the following were killed: 120\n45\ncivilians died in the town of Osmo\n"
    assert taken.left_out == ["2"]


def test_the_longest_of_the_alternatives_of_an_e_mail_is_taken():
    message = EmailMessage()
    message["Subject"], message["From"] = "Flash", "desk@osmo.example"
    message.set_content("View this mail in your browser.")
    page = "<html><body><p>On 3 February gunmen killed 12 soldiers near Velmar – officials said so.</p></body></html>"
    message.add_alternative(page, subtype="html")
    assert "killed 12 soldiers near Velmar – officials" in take_document(bytes(message), "a.eml").text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark(encoding: str):
    words = "The “army” said 30–40 people died."
    assert take_document(words.encode(encoding), "a.txt").text == words + "\n"


@pytest.mark.parametrize("name", ["../out", "/tmp/out", ".", "a\nb", "a/b"])
def test_a_text_is_written_into_its_folder_alone(tmp_path: Path, name: str):
    file = tmp_path / "a.txt"
    file.write_text("Three guards were killed.", "utf-8")
    assert take(file, tmp_path / "out", "--name", name) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt"]


def test_what_a_word_file_holds_beside_its_paragraphs_is_named():
    document = docx.Document()
    paragraph = document.add_paragraph("Revised: ")
    inserted = OxmlElement("w:ins")
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.text = "60 were killed"
    run.append(words)
    inserted.append(run)
    paragraph._p.append(inserted)
    content = io.BytesIO()
    document.save(content)
    assert take_document(content.getvalue(), "a.docx").left_out == ["60 were killed"]


def test_a_word_file_keeps_the_rows_of_its_tables():
    document = docx.Document()
    document.add_paragraph("Nine people were killed in Velmar.")
    table = document.add_table(rows=2, cols=2)
    for at, words in enumerate(("Town", "Killed", "Osmo", "9")):
        table.cell(at // 2, at % 2).text = words
    document.sections[0].header.paragraphs[0].text = "Bulletin 12"
    content = io.BytesIO()
    document.save(content)
    taken = take_document(content.getvalue(), "a.docx")
    assert taken.text == "Nine people were killed in Velmar.\n\n| Town | Killed |\n| Osmo | 9 |\n"
    assert taken.left_out == ["heads and feet of pages"]


def test_the_lines_of_a_pdf_are_joined_and_its_page_heads_left_out():
    lines = [
        "SITUATION REPORT 12",
        "At least 14 soldiers and a driver were",
        "killed when a bridge was blown up at",
        "dawn.",
    ]
    more = ["SITUATION REPORT 12", "Hundreds of people fled the town after", "the attack, a clerk said.", "2"]
    taken = take_document(pdf([lines, more, ["SITUATION REPORT 12", "Nobody was charged.", "3"]]), "a.pdf")
    assert "At least 14 soldiers and a driver were killed when a bridge was blown up at dawn." in taken.text
    assert "SITUATION" not in taken.text and "2" not in taken.text
    assert taken.left_out == ["SITUATION REPORT 12", "2", "3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12\u00a0soldiers\u200b and\u202f9 guards", "12 soldiers and 9 guards"),
        ("the casual-\nties in the town of\nVelmar rose.", "the casualties in the town of Velmar rose."),
        ("Killed: 23\nWounded: 57", "Killed: 23\nWounded: 57"),
        ("Town | Killed\n\n\n\nOsmo", "Town | Killed\n\nOsmo"),
        ("می\u200cگویند", "می\u200cگویند"),
        ("a\r\n\r\nb\rc", "a\n\nb c"),
        ("One man died.\nTwo men fled.", "One man died.\nTwo men fled."),
        ("a well-\nknown man of the\ntown", "a well-known man of the town"),
        ("red \x9b31m\x1b[31m", "red 31m[31m"),
    ],
)  # fmt: skip
def test_characters_that_can_not_be_seen_and_lines_that_end_with_the_page(text: str, expected: str):
    assert tidy(text) == expected + "\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{\\rtf1 45 dead}", "RTF"),
        (b"", "no text"),
        (b"%PDF-1.4 broken", "damaged"),
        (b"PK\x03\x04broken", "damaged"),
        (pdf([["   "]]), "no text"),
    ],
)
def test_what_holds_no_text_is_refused(content: bytes, words: str):
    with pytest.raises(DataProblems, match=words):
        take_document(content, "a")


def test_no_bytes_end_in_a_traceback():
    chance = random.Random(7)
    web, mail = b"<!doctype html><p>", b"From: a\nMIME-Version: 1.0\n\n"
    starts = [b"", b"%PDF-1.4\n", b"PK\x03\x04", web, mail, b"\xff\xfe", PAGE.encode()]
    for turn in range(200):
        start = starts[turn % len(starts)]
        content = start + chance.randbytes(chance.randrange(300))
        try:
            assert take_document(content, "a").text.endswith("\n")
        except DataProblems as error:
            assert "a document with text" in str(error)


def take(file: Path, folder: Path, *more: str) -> int:
    return main(["take", str(file), "--out", str(folder), *more])


def test_a_taken_text_is_kept_with_its_origin_and_drafted_with_it(
    tmp_path: Path, invented: Path, capsys: pytest.CaptureFixture[str]
):
    page, folder = tmp_path / "velmar.html", tmp_path / "documents"
    page.write_text(PAGE, "utf-8")
    assert take(page, folder, "--retrieved", "2031-02-04") == 0
    assert "50 best hikes" in capsys.readouterr().out
    text = folder / "velmar.txt"
    assert text.read_text("utf-8") == TEXT
    (source,) = draft_rows(read_package(invented), text, "post", "2031-05-12")["sources"]
    kept = (source["url"], source["published_on"], source["retrieved_on"])
    assert kept == ("https://post.example/velmar", "2031-02-03", "2031-02-04")
    assert take(page, folder) == 0  # the same text again
    page.write_text(PAGE.replace("12", "13"), "utf-8")
    assert take(page, folder) == 1
    assert "another text under this name" in capsys.readouterr().err
    assert text.read_text("utf-8") == TEXT


def test_a_text_changed_after_it_was_taken_is_refused(
    tmp_path: Path, invented: Path, capsys: pytest.CaptureFixture[str]
):
    page = tmp_path / "velmar.html"
    page.write_text(PAGE, "utf-8")
    take(page, tmp_path)
    text = tmp_path / "velmar.txt"
    text.write_text(TEXT.replace("9 were", "8 were"), "utf-8")
    for command in (["add", str(text), "--source", "post"], ["scan", str(text)]):
        assert main([*command, "--data", str(invented)]) == 1
        assert "a text changed since it was taken" in capsys.readouterr().err
    assert json.loads((tmp_path / "velmar.origin.json").read_text("utf-8"))["document"] == "velmar.html"


@pytest.mark.parametrize("command", [["add", "--source", "post"], ["scan"]])
def test_a_document_that_is_no_plain_text_is_not_drafted(
    tmp_path: Path, invented: Path, capsys: pytest.CaptureFixture[str], command: list[str]
):
    page = tmp_path / "velmar.html"
    page.write_text(PAGE, "utf-8")
    assert main([command[0], str(page), *command[1:], "--data", str(invented)]) == 1
    assert "found a web page; expected a plain text. Take its text first: claimbook take" in capsys.readouterr().err


def test_a_page_states_its_day_and_its_language_for_the_draft(
    tmp_path: Path, invented: Path, capsys: pytest.CaptureFixture[str]
):
    words = "Soldados. 12 militants were killed on January 30, the army said."
    head = '<head><meta property="article:published_time" content="2031-02-03"></head>'
    (tmp_path / "page.html").write_text(
        f'<html lang="es">{head}<body><article><p>{words}</p></article></html>', "utf-8"
    )
    assert take(tmp_path / "page.html", tmp_path) == 0
    drafted = draft_rows(read_package(invented), tmp_path / "page.txt", "post", "2031-05-12")
    assert drafted["sources"][0]["language"] == "es"
    assert [(row["start"], row["end"]) for row in drafted["event_reports"]] == [("2031-01-30", "2031-01-30")]
    assert main(["add", str(tmp_path / "page.txt"), "--source", "post", "--data", str(invented)]) == 0
    assert "The report is in es: claims are drafted from English only" in capsys.readouterr().out
