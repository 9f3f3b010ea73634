"""What the page of a number says first: a line for each figure, no two figures in one."""

from claimbook.analysis.comparability import gap
from claimbook.analysis.numbers import _says
from claimbook.ledger.records import Claim
from claimbook.ledger.wording import days_in_words


def claim(name: str, **cells: object) -> Claim:
    told = {
        "claim_id": name, "source_id": f"report-{name}", "publisher": "Gazette", "event_id": "raid", "event": "Raid",
        "qualifier": "exact", "value_low": None, "value": 20.0, "value_high": None, "value_text": "20",
        "group": "militants", "measure": "killed", "subgroup": None, "people": None, "speaker_id": "army",
        "speaker": "the army", "claimant": "the army", "stated_on": "2031-05-02", "clock": "release", "notes": None,
        "stood_until": None, "role": "coded", "part_of_time": False, "question_place": None, "place": None,
        "release_id": "army-2", "status": "active", "is_whole": True, "least": 20.0,
        "scope_start": None, "scope_end": None, "scope_hours": None,
    }  # fmt: skip
    return Claim.of(**{**told, **cells})


def vars_of(one: Claim) -> dict[str, object]:
    return {"part_of_time": True, "release_id": one.release_id, "stated_on": one.stated_on}


def says(*claims: Claim) -> list[str]:
    return list(_says(claims, "raid", {}))


def test_reports_of_one_announcement_are_one_figure_whatever_their_bound():
    said = says(claim("a"), claim("b", qualifier="at_least", value_text="at least 20"))
    assert said == ["20 militants killed, according to the army on 2 May 2031. 2 reports carry it."]


def test_two_announcements_with_different_bounds_are_two_figures():
    later = {"qualifier": "more_than", "release_id": "army-3", "stated_on": "2031-05-03"}
    assert [line.partition(" militants")[0] for line in says(claim("a"), claim("b", **later))] == ["20", "Over 20"]


def test_two_towns_are_two_figures_and_named():
    towns = [claim(name, question_place=name, place=name.title()) for name in ("osmo", "tarn")]
    assert [line.partition(",")[0] for line in says(*towns)] == [
        "20 militants killed in Osmo",
        "20 militants killed in Tarn",
    ]


def test_a_count_of_part_of_the_period_is_not_said_to_be_replaced():
    (said,) = says(claim("a", part_of_time=True, stood_until="2031-05-04"))
    assert said.endswith("on 2 May 2031. It covers only part of the time.")


def test_one_number_of_several_days_is_several_figures():
    days = [
        claim(day, part_of_time=True, release_id=day, stated_on=day, scope_start=day, scope_end=day)
        for day in ("2031-05-02", "2031-05-09")
    ]
    both = "20 militants killed, according to the army on 2 and 9 May 2031."
    assert says(*days) == [f"{both} These are 2 figures, each for part of the time."]
    undated = [claim(day, part_of_time=True, release_id=day, stated_on=day) for day in ("2031-05-02", "2031-05-09")]
    assert says(*undated) == says(undated[0], days[1]) == says(*days)
    again = [
        claim(one.claim_id, **dict(vars_of(one), scope_start="2031-05-01", scope_end="2031-05-01")) for one in days
    ]
    assert says(*again) == [f"{both} 2 reports carry it. It covers only 1 May 2031."]
    hours = [claim(str(of), part_of_time=True, scope_hours=of) for of in (24.0, 40.0)]
    assert says(*hours)[0].endswith("on 2 May 2031. 2 reports carry it. It covers only part of the time.")
    assert says(days[0]) == ["20 militants killed, according to the army on 2 May 2031. It covers only 2 May 2031."]


def test_days_are_listed_with_each_month_and_year_once():
    for days, words in {
        ("2031-05-02",): "2 May 2031",
        ("2031-05-02", "2031-05-04"): "2 and 4 May 2031",
        ("2031-05-02", "2031-05-03", "2031-06-01"): "2 and 3 May and 1 June 2031",
        ("2030-12-31", "2031-01-01", "2031-01-02"): "31 December 2030, 1 and 2 January 2031",
        ("2031-01-01", "2031-03-01", "2031-03-04", "2032-01-01"): "1 January, 1 and 4 March 2031 and 1 January 2032",
    }.items():
        assert days_in_words(days) == words


def test_figures_that_one_number_fits_have_no_gap():
    within = claim("a", qualifier="range", value_low=10.0, value=None, value_high=30.0)
    assert gap(within, claim("b", qualifier="more_than", value=20.0)) is None
    assert gap(claim("a"), claim("b", qualifier="more_than", value=58.0)).difference == "more than 38"  # type: ignore[union-attr]
