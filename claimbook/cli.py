"""The ``claimbook`` command.

Exit status: 0 done; 1 the data or a chapter is at fault (message, no traceback);
2 wrong usage; 130 interrupted. Only a bug shows a traceback.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import json
import os
import re
import subprocess
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from claimbook.errors import CONTROL, BookError, DataProblems, report
from claimbook.files import alone, quoted

# Each command imports what it needs in its own function, so that no other command waits for it.
from claimbook.ledger.package import MOST_OF_A_NAME, YEARS, DataPackage, TextRow, read_package

MOST_LEFT_OUT = 20  # pieces of a document that are not in its text, as a terminal shows them
LAST_PORT = 65535
MOST_OF_A_REASON = 2_000  # characters
WRITING = ("scan", "add", "confirm", "import", "record", "withdraw")  # change the tables: one at a time
INTERRUPTED = 130  # by the convention of shells


def main(arguments: list[str] | None = None) -> int:
    """Run the command with the given arguments, or those of the process."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = _parser()
    # Many are printed again. Line ends and joiners of letters are said more clearly elsewhere, or are letters of names.
    if odd := [one for one in arguments if not re.sub("[\t\n\u200c\u200d]", "", one).isprintable()]:
        parser.error(f"{odd[0]!r} holds characters that don't print: leave them out")
    parsed = parser.parse_args(arguments)
    collect_rarely()
    try:
        with alone(parsed.data, lambda: _say_waiting(parsed.data)) if parsed.name in WRITING else nullcontext():
            status: int = parsed.run(parsed)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the pipe has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, Exception) as error:
        if _interrupted(error):
            print("\nInterrupted; nothing was replaced.", file=sys.stderr)
            return INTERRUPTED
        if not isinstance(error, (BookError, OSError)):
            raise
        words = "\n".join([_in_words(error), *getattr(error, "__notes__", ())])
        # The words of strangers must not command a terminal.
        print("\n".join(CONTROL.sub("\ufffd", line) for line in words.split("\n")), file=sys.stderr)
        return 1
    return status


def _in_words(error: BaseException) -> str:
    """Return what happened; of a fault of the file system the file and the reason, without the number."""
    if isinstance(error, OSError) and error.strerror:
        places = [re.sub(r"\.[0-9a-f]+\.part$", "", str(one)) for one in (error.filename, error.filename2) if one]
        return f"{' to '.join(places)}: {error.strerror}" if places else error.strerror
    return str(error)


def _say_waiting(folder: Path) -> None:
    print(f"Waiting: another program holds the tables of {folder} (Ctrl-C ends this command).", file=sys.stderr)


def collect_rarely() -> None:
    """Collect garbage less often, and not at exit.

    A command lives for seconds and would spend a tenth of them on it.
    """
    gc.set_threshold(200_000, 20, 100)
    atexit.register(gc.freeze)


def count(number: int, noun: str) -> str:
    """Return a number with its noun, as pages do: their module loads pandas, for which a build that has nothing to do
    would wait three times as long.
    """
    from claimbook.ledger.wording import count

    return count(number, noun)


def _interrupted(error: BaseException | None) -> bool:
    """Whether an interrupt caused an error: libraries that are interrupted in their cleanup raise their own."""
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="claimbook", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, words: str, data: bool = True) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(run=run, name=name)
        if data:
            added.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the data package")
        return added

    check = command("check", _check, "validate the data package and list every problem")
    check.add_argument("--json", action="store_true", help="print the problems as JSON")

    verify = command("verify", _verify, "compare every anchored row with the source documents")
    verify.add_argument("--documents", type=Path, required=True, metavar="DIR", help="the folder of the documents")
    verify.add_argument(
        "--source", nargs="+", default=(), metavar="ID", help="only these, if not all documents are at hand"
    )

    take = command("take", _take, "take the plain text to be coded from a web page, PDF, Word file or e-mail", False)
    take.add_argument("file", type=Path, metavar="FILE", help="the document as it was saved")
    take.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder of the documents")
    take.add_argument("--name", dest="called", metavar="NAME", help="file name of the text, without ending")
    take.add_argument("--encoding", default="", metavar="NAME", help="how a text is encoded, if it is misread")
    take.add_argument("--url", default="", metavar="ADDRESS", help="address of the document")
    take.add_argument("--retrieved", type=_day, metavar="DATE", help="day on which it was saved (today)")

    scan = command("scan", _scan, "list the numbers, dates and places of documents: coded, set aside or missed")
    scan.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a document as plain text")
    scan.add_argument("--source", metavar="ID", help="id of its source (by default found by checksum)")
    scan.add_argument("--record", action="store_true", help="write the counts to coverage.csv")
    scan.add_argument("--missed", action="store_true", help="list only missed items")
    form = scan.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", const="json", dest="form", help="print JSON")
    form.add_argument("--csv", action="store_const", const="csv", dest="form", help="print CSV")

    add = command("add", _add, "draft the rows of a new report")
    add.add_argument("file", type=Path, metavar="FILE", help="the report as plain text")
    add.add_argument("--source", required=True, metavar="ID", help="id of its source")
    add.add_argument("--append", action="store_true", help="write the rows to the tables instead of showing them")

    code = command("code", _code, "code a report on a page, in the browser of this machine")
    code.add_argument("file", type=Path, metavar="FILE", help="the report as plain text")
    code.add_argument("--source", required=True, metavar="ID", help="id of its source")
    code.add_argument("--author", type=_name, metavar="NAME", help="who sets words aside (git's user.name)")
    code.add_argument("--port", type=_port, default=0, help="port of the page (any that is free)")

    confirm = command("confirm", _confirm, "confirm what add guessed, after reading it")
    confirm.add_argument("ids", nargs="+", metavar="ID", help="ids of rows, or of a source for all its rows")

    workbook = command(
        "workbook", _workbook, "write an empty workbook to code in: the tables as sheets, with drop-downs"
    )
    workbook.add_argument("file", type=Path, metavar="FILE", help="the workbook to write (.xlsx)")

    imports = command("import", _import, "add rows from a filled workbook, or from a table of daily figures")
    imports.add_argument("file", type=Path, metavar="FILE", help="the workbook (.xlsx), or a table: CSV, XLSX or JSON")
    imports.add_argument("--map", type=Path, metavar="FILE", help="what its columns are, as YAML")

    diff = command("diff", _diff, "list what changed in rows, findings and pages since a git revision")
    diff.add_argument("revision", metavar="REV", help="a git revision")
    diff.add_argument("--html", type=Path, metavar="FILE", help="write rows, findings and charts, before and after")
    diff.add_argument("--out", type=Path, default=Path("_build"), metavar="DIR", help="output folder (_build)")

    record = command("record", _record, "write changed rows to the corrections log, changes.csv")
    record.add_argument(
        "--reason", type=_words, required=True, metavar="TEXT", help="the reason, as readers will see it"
    )
    record.add_argument("--author", type=_name, metavar="NAME", help="author of the change (git's user.name)")
    record.add_argument("--date", type=_day, metavar="DATE", help="day of the change (today)")

    publish = command("publish", _publish, "keep this version of the ledger for programs, at an address that stays")
    publish.add_argument(
        "--note", type=_words, required=True, metavar="TEXT", help="what is new in it, as readers will see it"
    )
    publish.add_argument("--date", type=_day, metavar="DATE", help="day of publication (today)")
    publish.add_argument("--out", type=Path, default=Path("_build"), metavar="DIR", help="output folder (_build)")

    withdraw = command("withdraw", _withdraw, "retract a report: mark its recorded rows withdrawn, delete the others")
    withdraw.add_argument("source", metavar="SOURCE", help="id of the source")

    new = command(
        "new", _new, "begin a book of another conflict (new DIR), or write a chapter (new chapter NAME)", False
    )
    new.add_argument("what", nargs="+", metavar="DIR | chapter NAME", help="a new folder, or the name of a chapter")
    new.add_argument("--title", metavar="TEXT", help="title of the book, or heading of the chapter")
    new.add_argument("--after", metavar="NAME", default="", help="the chapter before a new one in the contents")
    new.add_argument("--subject", metavar="TEXT", help="what the book is about: 'the war in …' (its title)")
    new.add_argument("--area", metavar="NAME", help="the widest place of its figures (the book's title)")
    new.add_argument("--sides", metavar="NAMES", default="", help="sides that take part: 'Government, League'")
    new.add_argument(
        "--groups",
        metavar="NAMES",
        default="",
        help="groups counted, each with its side if it has one: 'soldiers: Government, fighters: League, civilians'",
    )

    for name, run, words in (
        ("build", _build, "build the site"),
        ("serve", _serve, "build, serve on this machine, and rebuild when data, chapters or code change"),
    ):
        built = command(name, run, words)
        built.add_argument("--out", type=Path, metavar="DIR", help="output folder (_build)")
        built.add_argument("--as-of", type=_day, metavar="DATE", help="include only what was published by this day")
        built.add_argument("--jobs", type=_positive, metavar="N", help="pages executed at once (6 for each processor)")
        built.add_argument("--scheduler", metavar="ADDRESS", help="execute pages on the Dask cluster at tcp://…")
        built.add_argument("--explain", action="store_true", help="say for each page why it was executed or reused")
        if name == "serve":
            built.add_argument("--port", type=_port, default=8000)
    return parser


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"invalid date {text!r}: expected YYYY-MM-DD") from None
    if day.year not in YEARS:
        raise argparse.ArgumentTypeError(f"invalid date {text!r}: expected a year from {YEARS[0]} to {YEARS[-1]}")
    return day.isoformat()


def _words(text: str, most: int = MOST_OF_A_REASON) -> str:
    """Return words of one line, as the tables can hold them."""
    words = " ".join(text.split())
    if not words or not words.isprintable() or len(words) > most:
        raise argparse.ArgumentTypeError(f"expected one line that prints, of at most {most:,} characters")
    return words


def _name(text: str) -> str:
    return _words(text, MOST_OF_A_NAME)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"invalid port {text!r}: expected 0 to {LAST_PORT}")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"invalid number {text!r}: expected a whole number from 1")
    return int(text)


def _check(arguments: argparse.Namespace) -> int:
    from claimbook.analysis.claims import book_tables
    from claimbook.analysis.findings.every import find_all
    from claimbook.checks.structure import check_package
    from claimbook.ledger.corrections import CHANGES, find_changes
    from claimbook.ledger.tables import load_ledger

    problems = check_package(arguments.data)
    # Findings are contradictions between documents, not faults of the data: they never fail the check.
    findings = [] if problems else find_all(book_tables(load_ledger(arguments.data)))
    if arguments.json:
        found = {
            "problems": [problem.as_record() for problem in problems],
            "findings": [finding.as_record() for finding in findings],
        }
        print(json.dumps(found, indent=1, ensure_ascii=False))
    elif problems:
        print(report(problems))
    else:
        print(f"{arguments.data}: sound; {count(len(findings), 'finding')}.")
        for finding in findings:
            print(f"  {finding.code} ({finding.severity}): {finding.sentence}")
        package, tables = _rows(arguments.data)
        changes = find_changes(package, tables, tables[CHANGES])
        if changes:
            print(f"{count(len(changes), 'change')} not recorded yet: run claimbook record --reason TEXT")
    return 1 if problems else 0


def _verify(arguments: argparse.Namespace) -> int:
    from claimbook.checks.documents import verify_package

    problems, rows = verify_package(arguments.data, arguments.documents, arguments.source)
    if problems:
        print(report(problems), file=sys.stderr)
        return 1
    print(f"All {rows} anchored rows match their documents.")
    return 0


def _take(arguments: argparse.Namespace) -> int:
    from claimbook.coding.take import take_file

    name = arguments.called or arguments.file.stem
    given = {"url": arguments.url, "retrieved_on": arguments.retrieved or ""}
    path, taken = take_file(arguments.file, arguments.out, name, given, arguments.encoding)
    print(f"{path}: {count(len(taken.text.split()), 'word')}, {count(taken.text.count(chr(10)), 'line')}")
    for name in ("title", "publisher", "published_on", "language"):
        print(f"  {name.removesuffix('_on') + ':':<10} {getattr(taken, name) or 'not given'}")
    if taken.encoding:
        print(f"  read as {taken.encoding}: if letters are wrong, pass --encoding")
    print("Not in the text:" if taken.left_out else "Nothing was left out.")
    for piece in taken.left_out[:MOST_LEFT_OUT]:
        print(f"  {piece[:76]}{'…' if len(piece) > 76 else ''}")
    if len(taken.left_out) > MOST_LEFT_OUT:
        print(f"  and {len(taken.left_out) - MOST_LEFT_OUT} more")
    print(f"Read it, then code it: claimbook code {quoted(path)} --source ID")
    return 0


def _scan(arguments: argparse.Namespace) -> int:
    from claimbook.coding.coverage import MISSED, record_coverage, record_expectations, scan_files
    from claimbook.coding.listing import list_items

    package = _readable(arguments.data)
    scanned, texts, problems = scan_files(package, arguments.files, arguments.source)
    print(list_items(scanned, texts, arguments.form or "text", arguments.missed))
    if arguments.record:
        unknown = set(scanned) - {row["source_id"] for row in package.read_rows("sources")}
        if unknown:
            print(f"claimbook scan: no source has the checksum of {', '.join(sorted(unknown))}", file=sys.stderr)
            return 1
        record_coverage(package, scanned)
        for source, items in scanned.items():
            record_expectations(package, source, items)
        problems = scan_files(package, arguments.files, arguments.source)[2]
    if any(one.outcome == MISSED for items in scanned.values() for one in items):
        print("Code each missed item, or set it aside in decisions.yml with a reason.", file=sys.stderr)
    if problems:
        print(report(problems), file=sys.stderr)
    return 1 if problems else 0


def _is_no_id(package: DataPackage, arguments: argparse.Namespace) -> bool:
    """Refuse an id that no source can have."""
    from claimbook.checks.structure import SAFE_ID

    wrong = not SAFE_ID.fullmatch(arguments.source) or "_" in arguments.source
    if wrong:
        words = f"claimbook {arguments.name}: invalid id {arguments.source!r}: use lower-case words joined by hyphens"
        print(words, file=sys.stderr)
    return wrong


def _code(arguments: argparse.Namespace) -> int:
    from claimbook.coding_page.server import serve
    from claimbook.coding_page.workbench import Workbench

    if _is_no_id(_readable(arguments.data), arguments):
        return 2
    author = arguments.author or _git_author() or "the editors"
    bench = Workbench(arguments.data, arguments.file, arguments.source, author, str(date.today()))
    serve(bench, arguments.port, lambda address: print(f"{address} (Ctrl-C ends it)", flush=True))
    return 0


def _add(arguments: argparse.Namespace) -> int:
    from claimbook.coding.coverage import read_document
    from claimbook.coding.draft import append_draft, draft_rows, note_on_language
    from claimbook.coding.listing import list_draft

    package = _readable(arguments.data)
    if _is_no_id(package, arguments):
        return 2
    drafted = draft_rows(package, arguments.file, arguments.source, str(date.today()))
    if said := note_on_language(drafted["sources"]):
        print(said)
    if arguments.append:
        append_draft(package, drafted)
        print("; ".join(f"{table}.csv: {count(len(rows), 'new row')}" for table, rows in drafted.items()))
        print(f"What to fill and to confirm: claimbook check{package.named}")
        print(f"What the draft left out: claimbook scan {quoted(arguments.file)} --missed{package.named}")
    else:
        print(list_draft(package, read_document(arguments.file)[0], drafted))
        print("Nothing was written: pass --append to write the rows.")
    return 0


def _confirm(arguments: argparse.Namespace) -> int:
    from claimbook.checks.structure import check_package
    from claimbook.ledger.guesses import confirm_guesses

    package, tables = _rows(arguments.data)
    faulty = check_package(arguments.data, rows_only=True)
    confirmed, refused, unknown = confirm_guesses(package, tables, arguments.ids, faulty)
    for one in confirmed:
        print(f"{one['table']}: {one['row_id']}: {one['column']} {one['value']}")
    print(f"{count(len(confirmed), 'cell')} confirmed.")
    for one in refused:
        print(
            f"not confirmed, since check refuses it: {one['row_id']}: {one['column']} {one['value']}", file=sys.stderr
        )
    if unknown:
        print(f"claimbook confirm: no guess in a row or source named {', '.join(unknown)}", file=sys.stderr)
    return 1 if unknown or refused else 0


def _workbook(arguments: argparse.Namespace) -> int:
    from claimbook.coding.workbook import write_workbook

    if arguments.file.exists():
        print(f"claimbook workbook: {arguments.file} is there already: name another file", file=sys.stderr)
        return 1
    package = _readable(arguments.data)
    write_workbook(package, arguments.file)
    print(f"Fill its sheets, then: claimbook import {quoted(arguments.file)}{package.named}")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from claimbook.coding.draft import append_rows
    from claimbook.coding.import_table import EXAMPLE, import_rows, read_mapping
    from claimbook.coding.workbook import read_workbook

    package = _readable(arguments.data)
    left_out: dict[str, int] = {}
    if arguments.map:
        imported = import_rows(package, arguments.file, read_mapping(arguments.map), str(date.today()))
        rows, left_out = imported.rows, imported.left_out
        _refuse_unsound(package, rows)
    elif arguments.file.suffix.lower() == ".xlsx":
        rows = read_workbook(package, arguments.file)
    else:
        said = "claimbook import: pass --map with a file that says what the columns of a table are, such as"
        print(f"{said}\n{EXAMPLE}", file=sys.stderr)
        return 2
    append_rows(package, rows)
    print("; ".join(f"{table}.csv: {count(len(found), 'new row')}" for table, found in rows.items()))
    if left_out:
        cells = ((count(number, "cell" if cell else "blank cell"), cell) for cell, number in left_out.items())
        told = [f"{number} with {cell!r}" if cell else number for number, cell in cells]
        print(f"Left out, as no figure: {'; '.join(told)}")
    print(f"What is missing: claimbook check{package.named}")
    print(f"To log the rows: claimbook record --reason TEXT{package.named}")
    return 0


def _refuse_unsound(package: DataPackage, rows: dict[str, list[TextRow]]) -> None:
    """Refuse rows that would bring a fault into the ledger, tried in a copy of it."""
    import shutil
    import tempfile
    from dataclasses import replace

    from claimbook.checks.structure import check_package
    from claimbook.coding.draft import append_rows

    with tempfile.TemporaryDirectory() as kept:
        copy = Path(kept) / "data"
        shutil.copytree(package.folder, copy)
        before = {replace(one, row=0) for one in check_package(copy, rows_only=True)}
        append_rows(read_package(copy), rows)
        found = [one for one in check_package(copy, rows_only=True) if replace(one, row=0) not in before]
    if found:
        raise DataProblems([replace(one, file=one.file.replace(str(copy), str(package.folder))) for one in found])


def _diff(arguments: argparse.Namespace) -> int:
    from claimbook.book.diff import NoRevision, compare_revision, report_differences
    from claimbook.checks.structure import check_package

    if problems := check_package(arguments.data, rows_only=True):
        raise DataProblems(problems)
    try:
        if arguments.html:
            return _picture_of_differences(arguments)
        print(report_differences(compare_revision(arguments.data, arguments.revision), arguments.revision))
    except NoRevision as error:
        print(f"claimbook diff: {error}", file=sys.stderr)
        return 2
    return 0


def _picture_of_differences(arguments: argparse.Namespace) -> int:
    """Build the book of a revision and that of today, and write what differs."""
    import shutil
    import tempfile

    from claimbook.book.diff import check_out
    from claimbook.builder.build import build
    from claimbook.builder.folder import claim_folder
    from claimbook.ledger.corrections import record_changes
    from claimbook.ledger.versions import files_of
    from claimbook.publish.differences import State, standing_alone

    package, out = read_package(arguments.data), arguments.out / "compared"
    claim_folder(arguments.out, arguments.data)
    states = []
    with tempfile.TemporaryDirectory() as kept:
        before, now = check_out(package, arguments.revision, Path(kept) / "before"), Path(kept) / "now"
        # What isn't recorded yet can be looked at too: it is recorded in a copy.
        shutil.copytree(arguments.data, now)
        record_changes(*_rows(now), "not recorded yet", "nobody", str(date.today()))
        for name, data in ((f"revision {arguments.revision}", before), ("your current data", now)):
            states.append(State.of(name, files_of(build(data, out).index.parent)))
    title = f"{package.about['title']}: what changed since {arguments.revision}"
    arguments.html.write_text(standing_alone(states[0], states[1], title), encoding="utf-8")
    print(arguments.html)
    return 0


def _publish(arguments: argparse.Namespace) -> int:
    from claimbook.builder.build import build
    from claimbook.ledger.corrections import CHANGES, find_changes
    from claimbook.ledger.versions import publish_version

    package, tables = _rows(arguments.data)
    if changes := find_changes(package, tables, tables[CHANGES]):
        print(f"claimbook publish: {count(len(changes), 'change')} not recorded: run claimbook record", file=sys.stderr)
        return 1
    day = arguments.date or str(date.today())
    built = build(arguments.data, arguments.out)
    version = publish_version(arguments.data, built.index.parent, arguments.note, day)
    site = build(arguments.data, arguments.out).index.parent
    print(f"Saved version {version.number}: {version.path}. Commit it with the data.")
    print(site / "api" / "v1" / str(version.number))
    return 0


def _record(arguments: argparse.Namespace) -> int:
    from claimbook.checks.structure import check_package
    from claimbook.ledger.corrections import record_changes

    author = arguments.author or _git_author()
    if not author:
        print("claimbook record: no author: set git's user.name or pass --author", file=sys.stderr)
        return 2
    problems = check_package(arguments.data, rows_only=True)
    if problems:
        print(report(problems), file=sys.stderr)
        return 1
    reason, day = arguments.reason, arguments.date or str(date.today())
    written = record_changes(*_rows(arguments.data), reason, author, day)
    print(f"{count(len(written), 'change')} recorded.")
    return 0


def _withdraw(arguments: argparse.Namespace) -> int:
    from claimbook.ledger.corrections import withdraw_source

    package, tables = _rows(arguments.data)
    if arguments.source not in {row["source_id"] for row in tables["sources"]}:
        print(f"claimbook withdraw: no source {arguments.source} in {package.path('sources')}", file=sys.stderr)
        return 2
    withdrawn, removed = withdraw_source(package, tables, arguments.source)
    print(f"{count(withdrawn, 'row')} withdrawn, {removed} deleted; record it with claimbook record --reason TEXT")
    return 0


def _new(arguments: argparse.Namespace) -> int:
    from claimbook.book.new_chapter import new_chapter
    from claimbook.book.project import INSTALLED, THIS_PROJECT

    if arguments.what[0] != "chapter":
        return _new_book(arguments)
    if len(arguments.what) != 2:
        print("claimbook new chapter: name one chapter, such as by-outlet", file=sys.stderr)
        return 2
    if INSTALLED.is_dir():
        raise BookError(
            "claimbook new chapter: this is an installed package; write chapters in a checkout of the project"
        )
    name = arguments.what[1]
    title = arguments.title or name.replace("-", " ").capitalize()
    for path in new_chapter(THIS_PROJECT, name, title, arguments.after):
        print(path.relative_to(THIS_PROJECT.folder))
    print("Build the book, or open the notebook with `make lab`, and change what you see.")
    return 0


def _new_book(arguments: argparse.Namespace) -> int:
    from claimbook.book.new_package import NewPackage, new_package
    from claimbook.book.project import THIS_PROJECT

    if len(arguments.what) > 1 or not arguments.title:
        print("claimbook new: name one folder and a --title, or 'new chapter NAME'", file=sys.stderr)
        return 2
    folder, title = Path(arguments.what[0]), arguments.title
    sides, groups = (
        [name for name in words.split(",") if name.strip()] for words in (arguments.sides, arguments.groups)
    )
    # A subject stands within sentences.
    subject = arguments.subject or re.sub("^The ", "the ", title)
    wanted = NewPackage(folder, title, subject, arguments.area or title, sides, groups)
    for path in new_package(wanted, read_package(THIS_PROJECT.folder / "data")):
        print(path)
    print(f"It builds as it stands: claimbook build --data {quoted(folder)} --out {quoted(f'{folder}-book')}")
    print(f"How to go on: {folder / 'README.md'}")
    return 0


def _readable(folder: Path) -> DataPackage:
    """Return the data package if its files can be read, whether or not its rows are sound."""
    from claimbook.checks.structure import find_file_problems

    package = read_package(folder)
    problems = [problem for table in package.resources for problem in find_file_problems(package, table)]
    if problems:
        raise DataProblems(problems)
    return package


def _rows(folder: Path) -> tuple[DataPackage, dict[str, list[TextRow]]]:
    package = _readable(folder)
    return package, package.read_tables()


def _git_author() -> str:
    try:
        asked = subprocess.run(["git", "config", "user.name"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return asked.stdout.strip()


def _lacks_folder(arguments: argparse.Namespace) -> bool:
    """Refuse to build an as-of book in the folder of the full one."""
    lacks = bool(arguments.as_of) and arguments.out is None
    if lacks:
        print(f"claimbook {arguments.name}: --as-of needs its own output folder: pass --out", file=sys.stderr)
    return lacks


def _build(arguments: argparse.Namespace) -> int:
    from claimbook.builder.build import build

    if _lacks_folder(arguments):
        return 2
    try:
        built = build(
            arguments.data,
            arguments.out or Path("_build"),
            arguments.as_of or "",
            jobs=arguments.jobs,
            scheduler=arguments.scheduler or "",
        )
    except (BookError, OSError) as error:
        error.add_note("Nothing was published; the previous site is unchanged.")
        raise
    executed = sum(result.executed for result in built.pages)
    if arguments.explain:
        for result in built.pages:
            print(f"{result.docname}: {'executed' if result.executed else 'reused'}: {result.reason}")
    site = "site unchanged" if built.site_reused else "site written"
    print(f"{executed} pages executed, {len(built.pages) - executed} reused; {site}.")
    print(built.index.absolute())
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    from claimbook.builder.serve import serve

    given = {"--as-of": arguments.as_of, "--jobs": arguments.jobs, "--scheduler": arguments.scheduler}
    onward = [str(part) for pair in given.items() if pair[1] for part in pair] + ["--explain"] * arguments.explain
    if _lacks_folder(arguments):
        return 2
    return serve(arguments.data, arguments.out or Path("_build"), arguments.port, onward)
