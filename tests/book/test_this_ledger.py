"""What today's ledger says: the only tests that a new report or a correction may change.

To renew them: add or correct the report, run `claimbook check` and `make book`, and run this file. For each test
that fails, hold the new text or number against the documents; if it is right, put it here in the same commit as the
rows. Every other test must pass as it is.
"""

import json
import re
from pathlib import Path

import pytest
from support.paths import DATA
from support.site import article, soup

from claimbook.analysis.claims import book_tables
from claimbook.analysis.findings.every import findings_table
from claimbook.cli import main
from claimbook.ledger.tables import load_ledger


def test_findings_of_the_book():
    """What a careful reader finds by hand, kind by kind, with what is cited from others beside the documents."""
    counts = findings_table(book_tables(load_ledger(DATA)))["code"].value_counts().to_dict()
    assert counts == {
        "accounts-differ": 3,
        "attribution-differs": 3,
        "date-conflict": 3,
        "label-shift": 3,
        "mixed-releases": 1,
        "stale-vintage": 2,
        "sum-of-one-side": 4,
        "superseded-at-publication": 3,
        "two-values": 5,
        "unexplained-rest": 1,
        "verification-contradiction": 1,
        "weekday-mismatch": 1,
        "who-began": 1,
        "window-mismatch": 1,
        "wording-contradiction": 6,
    }


def test_check_prints_findings_and_still_passes(capsys: pytest.CaptureFixture[str]):
    assert main(["check", "--data", str(DATA)]) == 0
    said = capsys.readouterr().out
    assert "sound; 38 findings." in said
    assert "weekday-mismatch (contradiction): saptashwatv.com prints Friday for 31 January 2026" in said


def test_front_page_states_the_tolls_of_both_sides_with_their_day(site: Path):
    cards = [card.get_text(" ", strip=True) for card in soup(site / "index.html").find_all(class_="cb-toll")]
    assert [card.split(" killed")[0] for card in cards] == ["Militants", "Security forces", "Civilians"]
    assert re.search(r"Pakistani authorities said 216 5 February 2026 .* read in full: 197 ; 3 February 2026", cards[0])
    assert re.search(
        r"\(BLA\) said 93 BLA members only, not the whole group. 6 February 2026 ; window 31 January 2026 to 6",
        cards[0],
    )
    assert re.search(
        r"authorities said 22 5 February 2026 .* Telegraph .* 45 5 February 2026 , on publication.* "
        r"Internazionale.* read in full: 17 ; 2 February 2026",
        cards[1],
    )
    assert re.search(r"\(BLA\) said over 362 .* read in full: 200 ; not before 3 February 2026", cards[1])
    assert re.search(r"\(BLA\) said not stated", cards[2])


def test_quotable_sentence_carries_the_dispute(site: Path):
    sentences = {
        one["claim_id"]: one["sentence"] for one in json.loads((site / "data" / "claims.json").read_text("utf-8"))
    }
    assert sentences["newsdirectory3-militants-operations"] == (
        "197 militants killed (Pakistani security forces, relayed by state media; stated 3 February 2026; "
        "no word on verification; was followed by a later figure of the same speaker). In: newsdirectory3.com, "
        "paragraph 2"
    )


def test_each_claim_of_22_is_set_against_the_others_by_itself(site: Path):
    captions = [
        caption.get_text(" ", strip=True) for caption in article(site / "figures" / "22.html").find_all("caption")
    ]
    assert captions == [
        "Others beside 22 security forces killed: Pakistani authorities , 3 February 2026 , Balochistan",
        "Others beside over 22 security forces killed: unattributed , 4 February 2026 , on publication, Balochistan",
        "Others beside 22 security forces killed: Pakistani authorities , 5 February 2026 , Balochistan",
        "Others beside 22 militants killed: Pakistani authorities , 2 February 2026 , Balochistan"
        " , from 1 February 2026 , end not stated",
    ]


def test_front_page_leads_to_the_main_tolls(site: Path):
    reached = {link["href"] for link in article(site / "numbers.html").find_all("a", href=True)}
    for value in (92, 145, 177, 197, 15, 17, 84, 94, 200, 18, 31):
        assert f"figures/{value}.html" in reached
