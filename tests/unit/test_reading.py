"""What a report counts is read as a careful coder would: cases of one kind each, and two labelled passages."""

import random
from pathlib import Path
from time import process_time

import pytest
from support.labels import read_labels
from support.paths import INVENTED, SCANNED

from claimbook.checks.documents import find_mismatches
from claimbook.coding.draft import draft_rows
from claimbook.coding.extract import DATE, DURATION, MONEY, PERCENT, WEEKDAY, find_expressions
from claimbook.coding.numerals import find_numerals
from claimbook.coding.reading import Figure, read_figures
from claimbook.coding.speakers import Speakers
from claimbook.errors import DataProblems
from claimbook.ledger.package import read_package


def read(text: str) -> list[Figure]:
    others = (DATE, WEEKDAY, MONEY, PERCENT, DURATION)
    return read_figures(text, [(one.start, one.end) for one in find_expressions(text) if one.kind in others])


def value(figure: Figure) -> str:
    if figure.low is None:
        return ""
    return f"{figure.high:.15g}" if figure.low == figure.high else f"{figure.low:.15g}-{figure.high:.15g}"


def cells(figure: Figure) -> list[str]:
    return [figure.measure, figure.group, figure.qualifier, value(figure)]


# A sentence, and each claim in it: measure, group, qualifier, value.
CASES = {
    "On 3 May about 100 soldiers stood at the gate of Velmar.": "",
    "Officials said that at least 14 soldiers were\nkilled when a bridge was blown up.": (
        "killed security_forces at_least 14"
    ),
    "Troops gunned down 45 rebels near Osmo.": "killed militants exact 45",
    "Between 30 and 40 fighters were killed near Velmar.": "killed militants range 30-40",
    "Five to six civilians were wounded in Osmo.": "wounded civilians range 5-6",
    "A monitor counted 9,000–11,000 dead residents.": "killed civilians range 9000-11000",
    "Some 1,25,000 people were displaced from Velmar.": "displaced all about 125000",
    "About 2.5 lakh people were displaced.": "displaced all about 250000",
    "Several thousand people fled Osmo.": "displaced all unquantified ",
    "Half a dozen villagers were killed in Osmo.": "killed civilians exact 6",
    "Four thousand two hundred civilians were killed.": "killed civilians exact 4200",
    "A blast left 45\u00a0people dead; 12\u00a0soldiers were wounded.": (
        "killed all exact 45, wounded security_forces exact 12"
    ),
    "BOMB IN VELMAR: 45 SOLDIERS KILLED, 12 CIVILIANS WOUNDED": (
        "killed security_forces exact 45, wounded civilians exact 12"
    ),
    "Bomb kills 45, wounds 60 in Velmar": "killed all exact 45, wounded all exact 60",
    "The death toll in Velmar has risen to 45.": "killed all exact 45",
    "One person was killed and 45 persons were wounded.": "killed all exact 1, wounded all exact 45",
    "Close to 42 people were killed. Fewer than 43 people were killed.": "killed all about 42, killed all up_to 43",
    "45 or more people were killed, and >60 people were wounded.": "killed all at_least 45, wounded all more_than 60",
    "9 children were killed and 14 more were wounded.": "killed civilians exact 9, wounded all exact 14",
    "A blast was reported, killing 45 and wounding 60 others.": "killed all exact 45, wounded all exact 60",
    "There were 45 civilian deaths and 60 civilian injuries.": "killed civilians exact 45, wounded civilians exact 60",
    "A raid wounded five policemen and led to the arrest of 52 rebels.": (
        "wounded security_forces exact 5, captured militants exact 52"
    ),
    "A soldier and a child were killed, and a 23-year-old teacher was wounded.": (
        "killed security_forces exact 1, killed civilians exact 1, wounded civilians exact 1"
    ),
    "Dozens of people were killed. Scores were wounded.": "killed all unquantified , wounded all unquantified ",
    "A third soldier died of his wounds.": "killed security_forces exact 1",
    "Seven rebels, two of them women, were arrested.": "captured militants exact 7, captured militants exact 2",
    "A constable was killed and three of his colleagues were injured.": (
        "killed security_forces exact 1, wounded security_forces exact 3"
    ),
    "Nine FC men embraced martyrdom.": "killed security_forces exact 9",
    "Two soldiers paid the supreme price. Two bombers blew themselves up.": (
        "killed security_forces exact 2, killed militants exact 2"
    ),
    "Several gunmen escaped with gunshot wounds.": "wounded militants unquantified ",
    "Police lowered the count of dead civilians from 66 to 59.": (
        "killed civilians exact 66, killed civilians exact 59"
    ),
    "The ministry counted 36 deaths instead of 39.": "killed all exact 36, killed all exact 39",
    "Four hundred people were displaced. This is up from 314 in June.": (
        "displaced all exact 400, displaced all exact 314"
    ),
    "The monitor counted 74 dead villagers. The army put it at 18. The 74 comes from a list.": (
        "killed civilians exact 74, killed civilians exact 18, killed civilians exact 74"
    ),
    "The number of people killed in two explosions at a market rose to 61.": "killed all exact 61",
    "Nine people of one family, aged from 2 to 67, were killed, a third of them children.": "killed civilians exact 9",
    "A truce allowed the Red Cross to evacuate 3,260 women.": "displaced civilians exact 3260",
    "Of the captured soldiers, some 240 were executed.": "killed security_forces about 240",
    "Martyrs by age\nCategory\tNumber\nMen (18–59)\t4,021\n\nInjured by sex\nMale\t310\nFemale\t197\n": (
        "killed civilians exact 4021, wounded civilians exact 310, wounded civilians exact 197"
    ),
    "Rebel losses: 600–900 killed\nCivilian deaths: c. 2,400\nMissing (reported by families): 193\n": (
        "killed militants range 600-900, killed civilians about 2400, missing all exact 193"
    ),
    "Several bodyguards and a commander were killed; the remaining three haven't been heard from.": (
        "killed militants unquantified , killed militants exact 1, missing militants exact 3"
    ),
    "Civilian deaths were put at 163; the army put the rebels' losses at 30.": (
        "killed civilians exact 163, killed militants exact 30"
    ),
    "Eight men, including two guards and 3 clerks, were killed, against 12 in April.": (
        "killed civilians exact 8, killed security_forces exact 2, killed civilians exact 3, killed civilians exact 12"
    ),
    "None of the 45 passengers was hurt in Velmar.": "",
    "Of those killed, 12 were men, 8 women and 3 girls.": (
        "killed civilians exact 12, killed civilians exact 8, killed civilians exact 3"
    ),
    "Forty rebels were killed. Residents said 8 of the dead were shepherds.": (
        "killed militants exact 40, killed civilians exact 8"
    ),
    "A constable and two passers-by lost their lives.": "killed security_forces exact 1, killed civilians exact 2",
    "A conductor was wounded and a bridge was destroyed.": "wounded civilians exact 1",
    "The army withdrew after losing 28 men. The sides exchanged the remains of five soldiers.": (
        "killed security_forces exact 28, killed security_forces exact 5"
    ),
    "The office recorded 68 new cases of arbitrary detention. It visited four places of detention.": (
        "captured all exact 68"
    ),
    "Estimates of the dead range from 35 to 61.": "killed all range 35-61",
    "The number of dead may have exceeded 1,500.": "killed all more_than 1500",
    "The army put the losses at some 310 killed and wounded.": "casualties all about 310",
    "Among the dead are 17 women and eight children.": "killed civilians exact 17, killed civilians exact 8",
    "712 farmers were killed by the army, 268 by the rebels.": (
        "killed civilians exact 712, killed civilians exact 268"
    ),
    "Police deployed 400 officers and arrested 26 suspects.": "captured all exact 26",
    "The monitor records 27 abduction events.": "",
    "They returned 150 captured soldiers.": "freed security_forces exact 150",
    "A spokesman said that 11 insurgents had been “eliminated”.": "killed militants exact 11",
    "The war has driven some 2.1 million people from their homes.": "displaced all about 2100000",
    "Police said her husband and two of her sons were among those taken. A man of 26 was shot dead.": (
        "captured civilians exact 1, captured civilians exact 2, killed civilians exact 1"
    ),
    "Nine soldiers were killed, a captain among them, and 70 wounded.": (
        "killed security_forces exact 9, killed security_forces exact 1, wounded security_forces exact 70"
    ),
    "Killed: 573\nWounded: 58 (critical: 9)\nof whom children: 4\nHouses destroyed: 20\n": (
        "killed all exact 573, wounded all exact 58, wounded all exact 9, wounded civilians exact 4"
    ),
    "Twenty more were taken to the Central Hospital.": "wounded all exact 20",
    "The court conceded the killing of five, all of whom, it said, were militiamen.": "killed militants exact 5",
    "The mission (AFL) killed at least 88 civilians (67 men, 14 women and 7 children) and injured 29.": (
        "killed civilians at_least 88, killed civilians exact 67, killed civilians exact 14, killed civilians exact 7,"
        " wounded civilians exact 29"
    ),
    "In all 96 people were killed, down from 144 the week before.": "killed all exact 96, killed all exact 144",
    "Nine jawans among 10 killed in Velmar": "killed security_forces exact 9, killed security_forces exact 10",
    "The attack resulted in martyrdom of five soldiers.": "killed security_forces exact 5",
    "A villager, Ina Korrada (35), was wounded.": "wounded civilians exact 1",
    "Its fighters killed or wounded “more than 300” people.": "casualties all more_than 300",
    "Bulletin 162 gave 17 dead.": "killed all exact 17",
    "Seven members of a family were killed. They interviewed 54 people, 31 of them in person.": (
        "killed civilians exact 7"
    ),
    "Killed: 23\nWounded: 57\nMissing: 6\n": "killed all exact 23, wounded all exact 57, missing all exact 6",
    "Town | Killed | Wounded\nOsmo | 9 | 26\n": "killed all exact 9, wounded all exact 26",
}


@pytest.mark.parametrize(("text", "claims"), CASES.items())
def test_a_sentence_gives_its_claims(text: str, claims: str):
    assert ", ".join(" ".join(cells(figure)) for figure in read(text)) == claims


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("twenty-one; two hundred and three; two and a half", [21, 203, 2.5]),
        ("one and a half million; half a million; a hundred", [1.5e6, 5e5, 100]),
        ("tens of thousands; a few dozen; several hundred", [None] * 3),
        ("45.000; 62.5; 1,25,000; 12 300; 10 crore", [45000, 62.5, 125000, 12300, 1e8]),
        ("تین افراد ہلاک اور ۲۴ زخمی", [3, 24]),
        ("پانچ سو افراد", [500]),
        ("بیست و پنج نفر", [25]),
        ("خمسة وعشرون شخصا", [25]),
        ("a man and an hour", []),
    ],
)
def test_numerals_of_several_kinds(text: str, values: list[float | None]):
    assert [one.value for one in find_numerals(text)] == values


@pytest.mark.parametrize(
    ("passage", "drafted", "right", "false", "speakers"),
    [
        ("tuned", 0.89, 0.75, 0.02, 0.7),
        ("tuned-2", 0.92, 0.84, 0.02, 0.7),
        ("tuned-3", 0.92, 0.75, 0.02, 0.7),
        ("tuned-4", 0.92, 0.84, 0.02, 0.7),
        ("tuned-5", 0.84, 0.7, 0.03, 0.6),
        ("tuned-6", 0.84, 0.75, 0.03, 0.6),
        ("held-out", 0.85, 0.73, 0.04, 0.7),
        ("held-out-2", 0.88, 0.77, 0.06, 0.7),
    ],
)
def test_labelled_passages(
    passage: str, drafted: float, right: float, false: float, speakers: float, capsys: pytest.CaptureFixture[str]
):
    claims = found = exact = listed = wrong = told = tellable = 0
    for file in sorted((SCANNED / passage).glob("*.txt")):
        text, marks = read_labels(file)
        labels = [(start, end, fields) for start, end, fields in marks if len(fields) == 5]
        figures, said = read(text), Speakers(text)
        claims, listed = claims + len(labels), listed + len(figures)
        for start, end, expected in labels:
            figure = next((one for one in figures if one.start < end and start < one.end), None)
            found += figure is not None
            exact += figure is not None and cells(figure) == expected[:4]
            named, speaker = expected[4].lower(), said.at(start).lower()
            told += bool(speaker and named) and (named in speaker or speaker in named)
            tellable += bool(named)
        wrong += sum(not any(one.start < end and start < one.end for start, end, _ in labels) for one in figures)
    with capsys.disabled():
        shares = f"{found / claims:.0%} drafted, {exact / claims:.0%} right in four cells"
        print(f"\n{passage}: {claims} claims, {shares}; {wrong / listed:.0%} of drafts are no claim;", end="")
        print(f" {told} of {tellable} speakers right", end="")
    assert claims > 200 and told / tellable >= speakers
    assert found / claims >= drafted and exact / claims >= right and wrong / listed <= false


@pytest.mark.parametrize("line_end", ["\r\n", "\n", " \n"])
def test_a_bound_before_a_line_end_is_read_whole(line_end: str):
    text = f"The army said at least{line_end}45 rebels were killed."
    (figure,) = read(text)
    assert (text[figure.start : figure.end], figure.qualifier) == (f"at least{line_end}45", "at_least")


def test_a_number_too_long_to_be_held_exactly_has_no_value():
    exact, vague = read("12,345,678,901 people fled. 12345678901234567890 people fled.")
    assert (value(exact), value(vague)) == ("12345678901", "")


@pytest.mark.parametrize("words", ["_" * 3000, "A" * 3000, "a-" * 1500, "Summary" + "_" * 2000, "A b" * 1000])
def test_no_run_of_letters_takes_long(words: str):
    began = process_time()
    Speakers(words + " said 9 men died.")
    read(words + " 9 men died.")
    assert process_time() - began < 5


def test_verify_accepts_what_is_drafted(invented: Path) -> None:
    """A draft and ``verify`` read the same words. An anchor over a hard line end is refused, whatever it says."""
    package = read_package(invented)
    for file in [*sorted(SCANNED.glob("*/*.txt")), SCANNED / "sixth-report.txt"]:
        plain = invented / "plain.txt"
        plain.write_text(read_labels(file)[0], "utf-8")
        text = plain.read_text("utf-8")
        for row in draft_rows(package, plain, "a-report", "2031-05-12")["claims"]:
            columns = {column for column, *_ in find_mismatches(row, text)}
            assert columns == ({"paragraph"} if "\n" in row["value_text"] else set()), row


def test_a_text_of_another_source_is_refused(invented: Path):
    document = INVENTED / "documents" / "gazette.txt"
    package = read_package(invented)
    with pytest.raises(DataProblems, match="Use --source gazette"):
        draft_rows(package, document, "another", "2031-05-12")
    with pytest.raises(DataProblems, match="was coded from"):
        draft_rows(package, SCANNED / "sixth-report.txt", "gazette", "2031-05-12")


def test_no_text_ends_in_a_traceback():
    parts = [
        "killed", "45", "were", "and", ",", ".", "\n", "|", "\t", ":", "1,25,000", ",,", "–", "between", "a", "soldier",
        "the", "toll", "of", "to", "dozens", "half", "hundred", "آلاف", "تین", "no", "not", "3.5", "(", ")",
        "including",
        "them", "people", "18:45", "۲۴", "Rs48", ">", "~", "+", "two", "thousand", "lakh", "€1.2.3", "²",
    ]  # fmt: skip
    chosen = random.Random(4)
    for _ in range(3000):
        text = " ".join(chosen.choices(parts, k=chosen.randint(1, 60)))
        assert all(0 <= one.start < one.end <= len(text) for one in read(text))


def test_time_grows_with_the_text_and_no_faster():
    line = "Officials said 12 soldiers and a child were killed, and 30 more were wounded, in Velmar. "

    def seconds(lines: int) -> float:
        start = process_time()
        assert len(read_figures(line * lines)) == 3 * lines
        return process_time() - start

    seconds(10)
    assert seconds(2000) < 8 * seconds(500)


def test_rows_of_a_table_by_party_name_who_did_it():
    text = "Civilians killed, by party\nParty | Killed | Children\nGunmen | 233 | 21\nMines | 41 | 24\n"
    assert [cells(one) for one in read(text)] == [
        ["killed", "civilians", "exact", value] for value in ("233", "21", "41", "24")
    ]


def test_a_line_of_losses_names_whose_they_are():
    text = "Casualties and losses (Hill Army): 961–1,204 killed, 496 missing\nCivilian casualties: 38 killed\n"
    assert [one.group for one in read(text)] == ["security_forces", "security_forces", "civilians"]
