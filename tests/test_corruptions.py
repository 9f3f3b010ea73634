"""A long campaign: random damage to the tables is always reported, by file and row, and never with a traceback."""

import csv
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from conftest import INVENTED, write_invented_package

from claimbook.problems import Problem
from claimbook.verify import verify_package

CAMPAIGNS = 300


def damage(path: Path, chance: random.Random) -> str:
    """Damage one table in one of the ways that hands and programs do; says in which."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    row = chance.choice(rows)
    filled = [position for position, cell in enumerate(row) if cell]

    def cell_of(names: set[str]) -> int:
        return chance.choice([position for position in filled if header[position] in names])

    ids = {"event_id", "source_id", "place_id", "claimant_id", "attributed_to", "scope_place", "area", "stated_by"}
    typed = {"paragraph", "span_start", "span_end", "value", "recorded_on", "date_prec", "start", "years_start"}
    listed = {"group", "count_kind", "role", "status", "assertion", "verification", "topic", "population"}
    ways = ["type", "dangling", "span", "duplicate", "column", "quoting", "encoding", "digit"]
    ways += ["vocabulary"] if set(header) & listed else []
    way = chance.choice(ways)
    match way:
        case "type":
            row[cell_of(typed)] = chance.choice(["about nine", "31/01/2026", "n/a"])
        case "vocabulary":
            row[cell_of(listed)] = "others"
        case "dangling":
            row[cell_of(ids)] = "nobody-knows"
        case "span":
            for name in ("span_start", "span_end"):
                row[header.index(name)] = str(int(row[header.index(name)]) + 1)
        case "duplicate":
            rows.append(list(row))
        case "column":
            dropped = chance.randrange(len(header))
            header = [*header[:dropped], *header[dropped + 1 :]]
            rows = [[*one[:dropped], *one[dropped + 1 :]] for one in rows]
        case "digit":
            words = row[header.index("value_text")]
            row[header.index("value_text")] = f"{words[:-1]}{'7' if words[-1] != '7' else '8'}"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    content = path.read_bytes()
    if way == "quoting":
        path.write_bytes(content + b'open,"quote\n')
    if way == "encoding":
        path.write_bytes(content.replace(b"e", b"\xe9", 1))
    return way


@pytest.mark.soak
def test_random_damage_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    whole = write_invented_package(tmp_path / "whole")
    chance = random.Random(20260131)
    counts: Counter[str] = Counter()
    for campaign in range(CAMPAIGNS):
        folder = tmp_path / "damaged"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole, folder)
        table = folder / f"{chance.choice(['claims', 'event_reports', 'mentions', 'indicators'])}.csv"
        way = damage(table, chance)
        problems, _ = verify_package(folder, INVENTED / "documents")
        assert problems, f"campaign {campaign}: {way} in {table.name} went unseen"
        assert any(Path(problem.file).name == table.name for problem in problems), (campaign, way)
        assert all(isinstance(problem, Problem) and problem.expected and problem.action for problem in problems)
        counts[way] += 1
    assert len(counts) == 9
    with capsys.disabled():
        print("\nreported:", ", ".join(f"{way} {number}" for way, number in sorted(counts.items())))
