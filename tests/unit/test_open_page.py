"""A page is opened with the parameters that its chapter declares, or refused."""

from pathlib import Path

import pytest
from support.packages import edit_cell
from support.paths import DATA

from claimbook import open_page
from claimbook.book.project import THIS_PROJECT
from claimbook.chapters import root_causes
from claimbook.errors import DataProblems
from claimbook.kernels.execute import PageError, check_parameters, page_job


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"data_dir": "x", "colour": "red"}, "unknown parameter colour; it declares as_of, data_dir, source_id"),
        ({"data_dir": 3}, "parameter data_dir is 3; expected str"),
        ({"as_of": None}, "parameter as_of is None; expected str"),
    ],
)
def test_parameter_is_refused(given: dict, message: str):
    job = page_job(open_page("source", str(DATA)), THIS_PROJECT)
    with pytest.raises(PageError, match=message):
        check_parameters(job, given)


def test_open_page_refuses_what_is_no_date_or_no_row():
    with pytest.raises(ValueError, match="Invalid isoformat"):
        open_page("timeline", str(DATA), as_of="yesterday")
    with pytest.raises(TypeError, match="parameter as_of is 3; expected text"):
        open_page("timeline", str(DATA), as_of=3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no page of source for"):
        open_page("source", str(DATA), source_id="nowhere")


def test_one_notebook_makes_the_chapter_and_the_pages_of_its_topics():
    whole, topic = (open_page("root-causes", str(DATA), topic=name) for name in ("", "literacy"))
    assert (whole.docname, topic.docname) == ("root-causes", "root-causes/literacy")
    assert {one.topic for one in topic.indicators} == {"literacy"} < {one.topic for one in whole.indicators}
    with pytest.raises(ValueError, match="no page of root-causes for"):
        open_page("root-causes", str(DATA), topic="weather")
    beside = root_causes.areas_figure(topic, area="sindh").html
    assert "Sindh beside other areas" in beside and "Balochistan beside" not in beside
    with pytest.raises(ValueError, match="no figure of atlantis; expected one of balochistan, "):
        root_causes.areas_figure(topic, area="atlantis")


def test_open_page_refuses_bad_data(invented: Path):
    edit_cell(invented, "claims", "hp-rebels", "group", "rebels")
    with pytest.raises(DataProblems, match="row 2, column group"):
        open_page("index", str(invented))
