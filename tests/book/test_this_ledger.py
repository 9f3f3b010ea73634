"""What today's ledger says: the only tests that a new report or a correction may change.

To renew them: add or correct the report, run `claimbook check` and `make book`, and run this file. For each test
that fails, hold the new text or number against the documents; if it is right, put it here in the same commit as the
rows. Every other test must pass as it is.
"""

import json
from pathlib import Path

import pytest
from support.paths import DATA
from support.site import article, sides_of

from claimbook.analysis.claims import book_tables
from claimbook.analysis.findings.every import findings_table
from claimbook.cli import main
from claimbook.ledger.tables import load_ledger


def test_findings_of_the_book():
    """What a careful reader finds by hand, kind by kind, with what is cited from others beside the documents."""
    counts = findings_table(book_tables(load_ledger(DATA)))["code"].value_counts().to_dict()
    assert counts == {
        "accounts-differ": 5,
        "attribution-differs": 3,
        "date-conflict": 3,
        "label-shift": 6,
        "mixed-releases": 1,
        "stale-vintage": 2,
        "sum-of-one-side": 7,
        "superseded-at-publication": 3,
        "told-differently": 3,
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
    assert "sound; 49 findings." in said
    two_offices = "22 (the Pakistani military) and 45 (an official of the provincial home department)."
    assert (
        f"gives figures that don’t agree from Pakistani authorities for security forces killed: {two_offices}" in said
    )
    assert "weekday-mismatch (contradiction): saptashwatv.com prints Friday for 31 January 2026" in said


def test_front_page_sets_both_sides_beside_each_other(site: Path):
    words = [[" ".join(cell.get_text(" ").split()) for cell in row] for row in sides_of(site)]
    assert words == [
        ["Militants", "216 the Pakistani military, 5 February", "93 6 February ; BLA members only"],
        [
            "Security forces",
            "22 the Pakistani military, 5 February "
            "45 an official of the provincial home department, reported 5 February",
            "over 362 6 February",
        ],
        [
            "Civilians",
            "36 the Pakistani military, 5 February "
            "40 an official of the provincial home department, reported 5 February",
            "no figure",
        ],
    ]
    front = " ".join(article(site / "index.html").get_text(" ").split())
    assert "None of the reports behind these figures says that anyone independent has checked them." in front
    assert "Each side counts more of the other side’s dead than that side counts of its own." in front
    assert "In 6 of the 7 totals that count more than one group, the number is the sum of one side’s figures." in front
    for total, parts in {
        193: "145 + 17 + 31",
        255: "197 + 22 + 36",
        125: "92 + 15 + 18",
        48: "17 + 31",
        33: "15 + 18",
        50: "17 + 33",
    }.items():
        assert f"{total} people" in front and f" is the sum of {parts}" in front
    assert "The book stops on 6 February 2026 , the day of the last statement of the BLA" in front


def test_a_number_begins_with_what_it_is(site: Path):
    leads = {
        number: article(site / "figures" / f"{number}.html").find(class_="cb-lead").get_text(" ", strip=True)
        for number in ("193", "197", "177")
    }
    assert "That is the sum of 145 + 17 + 31, all given by Pakistani authorities on 1 February 2026" in leads["193"]
    assert leads["197"].startswith("197 militants killed, according to Pakistani authorities on 3 February 2026.")
    assert "Pakistani authorities gave another figure on 3 February 2026." in leads["177"]


def test_quotable_sentence_carries_the_dispute(site: Path):
    sentences = {
        one["claim_id"]: one["sentence"] for one in json.loads((site / "data" / "claims.json").read_text("utf-8"))
    }
    assert sentences["newsdirectory3-militants-operations"] == (
        "197 militants killed (Pakistani security forces, relayed by state media; stated 3 February 2026; "
        "verification not mentioned; was followed by a later figure of its speaker or side). In: newsdirectory3.com, "
        "“Escalating Violence in Balochistan: Pakistan Reports Significant Militant Deaths”, paragraph 2"
    )


def test_each_speaker_who_gives_22_is_set_beside_others(site: Path):
    captions = [
        caption.get_text(" ", strip=True) for caption in article(site / "figures" / "22.html").find_all("caption")
    ]
    assert captions == [
        "Beside 22 members of the security forces killed: Pakistani authorities , 5 February 2026 , Balochistan",
        "Beside over 22 members of the security forces killed:"
        " No speaker named , reported 4 February 2026 , Balochistan",
        "Beside 22 militants killed: Pakistani authorities , 2 February 2026 , Balochistan"
        " , from 1 February 2026 , end not stated",
    ]


def test_front_page_leads_to_the_main_tolls(site: Path):
    reached = {link["href"] for link in article(site / "numbers.html").find_all("a", href=True)}
    for value in (92, 145, 177, 197, 15, 17, 84, 94, 200, 18, 31):
        assert f"figures/{value}.html" in reached


def test_a_latest_figure_stands_beside_that_of_the_other_side(site: Path):
    """A reader who follows a figure from the front page finds its counterpart."""
    for number, other in {"22": "over 362", "362": "22", "216": "93", "93": "216", "45": "over 362"}.items():
        beside = article(site / "figures" / f"{number}.html").find(id="beside-other-figures")
        assert other in [link.get_text() for link in beside.find_all("a")], number


def test_an_incident_says_of_each_group_who_is_named(site: Path):
    lead = article(site / "incidents" / "gwadar-colony.html").select_one(".cb-lead").get_text(" ")
    assert "who killed civilians name separatist and militant groups" in " ".join(lead.split())
    assert "who killed militants names Pakistani security forces." in " ".join(lead.split())


def test_findings_name_another_event_only_if_all_their_figures_are_of_it(site: Path):
    said = [" ".join(item.get_text(" ").split()) for item in article(site / "inconsistencies.html").find_all("li")]
    assert any(one.startswith("Attack on a convoy near Nushki, March 2025: PTI via The Tribune") for one in said)
    assert any(one.startswith("United Kashmir Journal gives 145 militants killed") for one in said)
