"""The ``claimbook`` command.

Exit status: 0 done; 1 the data or a chapter is at fault (a message, no
traceback); 2 wrong usage. A bug shows its traceback.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import sys
from datetime import date
from pathlib import Path

from claimbook.check import check_package
from claimbook.findings import find_all
from claimbook.ledger import NothingKnown, load_ledger
from claimbook.problems import DataProblems, count, report
from claimbook.reconcile import book_tables


def main(arguments: list[str] | None = None) -> int:
    """Run the command with the given arguments, or those of the process."""
    parsed = _parser().parse_args(arguments)
    status: int = parsed.run(parsed)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="claimbook", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(run=run)
        return added

    check = command("check", _check, "validate the data package and list every problem")
    check.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the data package")
    check.add_argument("--json", action="store_true", help="print the problems as JSON")

    verify = command("verify", _verify, "hold every anchored row against the source documents")
    verify.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the data package")
    verify.add_argument("--documents", type=Path, required=True, metavar="DIR", help="where the documents are")

    for name, run, words in (
        ("build", _build, "build the site"),
        ("serve", _serve, "build the site and serve it on this machine"),
    ):
        built = command(name, run, words)
        built.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the data package")
        built.add_argument("--out", type=Path, metavar="DIR", help="where the site goes (_build)")
        built.add_argument("--as-of", type=_day, metavar="DATE", help="only what was published by this day")
        built.add_argument("--jobs", type=_positive, default=2, metavar="N", help="pages executed at once (2)")
        built.add_argument("--explain", action="store_true", help="say for each page why it ran or didn't")
        if name == "serve":
            built.add_argument("--port", type=int, default=8000)
    return parser


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-02-01") from None


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 1 or more")
    return int(text)


def _check(arguments: argparse.Namespace) -> int:
    problems = check_package(arguments.data)
    # A finding is what the documents say, not a fault of the data: it never fails the check.
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
    return 1 if problems else 0


def _verify(arguments: argparse.Namespace) -> int:
    from claimbook.verify import verify_package

    problems, rows = verify_package(arguments.data, arguments.documents)
    if problems:
        print(report(problems), file=sys.stderr)
        return 1
    print(f"{rows} anchored rows stand in the documents as coded.")
    return 0


def _build(arguments: argparse.Namespace) -> int:
    from claimbook.build.book import build
    from claimbook.build.execute import PageError
    from claimbook.build.site import SiteError

    if arguments.as_of and arguments.out is None:
        print("claimbook build: --as-of wants a folder of its own: name one with --out", file=sys.stderr)
        return 2
    try:
        built = build(arguments.data, arguments.out or Path("_build"), arguments.as_of or "", arguments.jobs)
    except (DataProblems, PageError, SiteError, NothingKnown, OSError) as error:
        print(f"{error}\nNothing was published; the last site stands as it was.", file=sys.stderr)
        return 1
    executed = sum(outcome.executed for outcome in built.outcomes)
    if arguments.explain:
        for outcome in built.outcomes:
            print(f"{outcome.docname}: {'executed' if outcome.executed else 'reused'}: {outcome.why}")
    site = "site unchanged" if built.site_reused else "site written"
    print(f"{executed} pages executed, {len(built.outcomes) - executed} reused; {site}.")
    print(built.index.absolute())
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    status = _build(arguments)
    if status:
        return status
    site = (arguments.out or Path("_build")) / "html"
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", arguments.port), handler) as server:
        print(f"http://127.0.0.1:{arguments.port}/ (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
