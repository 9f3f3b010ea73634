"""A long campaign: hostile packages are refused by check in plain words, or all that is published of them is sound."""

import csv
import io
import json
import random
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from pybtex.database import parse_string
from support.books import files_beside, tree
from support.campaigns import size_of
from support.packages import write_invented_package
from support.paths import INVENTED

from claimbook.builder.build import build
from claimbook.checks.structure import check_package
from claimbook.errors import BookError

CAMPAIGNS = size_of(2000)
BUILT = 200  # of so many sound packages, one is built whole

# What a cell, a value of the descriptor or a line of a file may hold, by the door at which it knocks.
WORDS = {
    "control": ["\x07", "\x1b[31m", "\x00", "\x7f", "\u2028", "\ufffe", "\ufeff"],
    "direction": ["\u202eabc", "abc\u2066", "\u200f"],
    "markup": [
        "<script>document.title='run'</script>", '"><img src=x onerror=alert(1)>', "</script>", "]]>", "<!--",
        "&lt;b&gt;", "<a href='javascript:alert(1)'>x</a>",
    ],
    "markdown": ["[x](javascript:alert(1))", "![i](http://elsewhere.example/i)", "```", "{include}`x`", "---", "| a |"],
    "formula": ["=1+1", "+1-1", "@SUM(A1)", "-2+3", "=HYPERLINK(\"http://elsewhere.example\")", "\t=1"],
    "path": ["../../x", "/etc/passwd", "C:\\x", "con", "a/b", ".", "..", "x\\..\\y", "~"],
    "address": [
        "javascript:alert(1)", "http://user:pass@host.example", "file:///etc/passwd", "http://[::1", "data:text/html,x",
        "https://", "//host.example", "http://host.example/ a",
    ],
    "number": ["1e400", "NaN", "-5", "0.5", "99999999999999", "١٢", "1_000", "0x10", "1e3", "Infinity", "00012"],
    "day": ["2026-02-30", "0000-01-01", "10000-01-01", "2026-1-1", "31/01/2026", "1899-12-31", "9999-12-31"],
    "long": ["a" * 40_000, "word " * 10_000, "é" * 5_000, "(" * 2_000],
    "lines": ["a\nb", "a\rb", "a\tb", "\n", " ", " a ", "\u00a0"],
    "braces": ["{", "}", "{0.__class__}", "%s", "${HOME}", "\\", "\\n", "%", "#", "$$", "'''", '"""', "`"],
    "name": ["A-id", "id with space", "ÄÖ", "constructor", "__proto__", "toString", "a;b", "a,b", "true", "null", ""],
}  # fmt: skip


def change_cell(folder: Path, words: str, chance: random.Random) -> None:
    path = chance.choice(sorted(folder.glob("*.csv")))
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    if rows:
        row, column = chance.choice(rows), chance.randrange(len(header))
        row[column] = words if chance.random() < 0.7 else f"{row[column]} {words}"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def change_descriptor(folder: Path, words: str, chance: random.Random) -> None:
    """Replace, remove or rename something anywhere in the descriptor."""
    path = folder / "datapackage.json"
    whole = json.loads(path.read_text("utf-8"))
    place = whole
    while True:
        key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if not isinstance(place[key], (dict, list)) or not place[key] or chance.random() < 0.1:
            break
        place = place[key]
    other: list[object] = [words, words, [], {}, None, True, -1, 1e9, [words], {words: words}]
    if chance.random() < 0.2:
        del place[key]
    elif isinstance(place, dict) and chance.random() < 0.15:
        place[words] = place.pop(key)
    else:
        place[key] = chance.choice(other)
    path.write_text(json.dumps(whole), "utf-8")


def change_file(folder: Path, words: str, chance: random.Random) -> None:
    """Put bytes where no editor would: in the middle of a file, at its ends, or in place of it."""
    path = chance.choice(sorted(path for path in folder.iterdir() if path.is_file()))
    content, added = path.read_bytes(), words.encode("utf-8", "surrogatepass")
    at = chance.randrange(len(content) + 1)
    ways = [content[:at] + added + content[at:], added + content, content + added, added, content[:at], b""]
    path.write_bytes(chance.choice(ways))


def add_decisions(folder: Path, words: str, chance: random.Random) -> None:
    forms = [
        "- {}",
        "a: &a [{}]\nb: [*a, *a]",
        "- !!python/object/apply:os.system [{}]",
        "- action: {}\n  target: {{}}",
    ]
    (folder / "decisions.yml").write_text(chance.choice(forms).format(json.dumps(words)), "utf-8")


WAYS: list[Callable[[Path, str, random.Random], None]] = [
    change_cell, change_cell, change_cell, change_descriptor, change_file, add_decisions,
]  # fmt: skip


def refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def parse(path: Path) -> None:
    """Read a published file with a parser of its format; raise an error if it is not well-formed."""
    content = path.read_bytes()
    match path.suffix:
        case ".json" | ".jsonld":
            json.loads(content, parse_constant=refuse)
        case ".csv":
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
            assert len({len(row) for row in rows}) == 1
        case ".bib":
            assert parse_string(content.decode("utf-8"), "bibtex").entries
        case ".xml" | ".atom":
            etree.fromstring(content, etree.XMLParser(resolve_entities=False))
        case ".xlsx":
            sheets = openpyxl.load_workbook(path)
            assert {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
        case ".zip":
            with zipfile.ZipFile(path) as archive:
                assert archive.testzip() is None
                assert not [name for name in archive.namelist() if name.startswith("/") or ".." in Path(name).parts]
        case ".js" if path.name != "offline.js":  # rows for scripts: JSON that is given a name
            json.loads(content.partition(b" = ")[2].rstrip(b";\n"), parse_constant=refuse)
        case _:
            content.decode("utf-8")


@pytest.mark.soak
def test_hostile_packages_are_refused_or_published_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    chance = random.Random(20310502)
    whole = write_invented_package(tmp_path / "whole")
    shutil.copytree(INVENTED / "documents", whole / "documents", dirs_exist_ok=True)
    outside = tree(whole)
    refused: Counter[str] = Counter()
    sound: Counter[str] = Counter()
    builds = 0
    for number, door in enumerate(islice(cycle(WORDS), CAMPAIGNS)):
        tried = tmp_path / "tried"
        shutil.rmtree(tried, ignore_errors=True)
        shutil.copytree(whole, tried / "data")
        said = [(chance.choice(WAYS), chance.choice(WORDS[door])) for _ in range(chance.choice([1, 1, 2, 3]))]
        for way, words in said:
            # A file that was already broken can't be broken further in its own format.
            try:
                way(tried / "data", words, chance)
            except (ValueError, IndexError, csv.Error):
                continue
        told = f"{number}: {[(way.__name__, words[:60]) for way, words in said]}"
        try:
            problems = check_package(tried / "data")
        except BookError as error:
            assert str(error), told
            refused[door] += 1
            continue
        except Exception as error:
            raise AssertionError(f"check fell over {told}") from error
        if problems:
            assert all(one.file and one.expected and one.action for one in problems), told
            refused[door] += 1
            continue
        sound[door] += 1
        before = tree(tried / "data")
        try:
            for path in sorted(files_beside(tried / "data", tried / "out").rglob("*")):
                if path.is_file():
                    parse(path)
            if sound.total() % BUILT == 1:
                build(tried / "data", tried / "book", log=lambda line: None)
                builds += 1
        except Exception as error:
            raise AssertionError(f"check called sound, and it is not: {told}") from error
        assert tree(tried / "data") == before, told
    assert tree(whole) == outside
    assert set(refused) == set(WORDS) and sound.total() > CAMPAIGNS / 20, "the generator meets both answers"
    with capsys.disabled():
        doors = ", ".join(f"{door} {refused[door]} and {sound[door]}" for door in WORDS)
        print(f"\nrefused and sound, of {CAMPAIGNS} hostile packages: {doors}; {builds} built whole")
