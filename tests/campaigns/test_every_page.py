"""Every page in a real Chromium: light at first view, fitting its window, without barriers."""

import pytest
from playwright.sync_api import Browser
from support.browser import SETTINGS, Server, addresses, barriers_of_all, needs_chromium, weigh
from support.campaigns import share_of

pytestmark = [needs_chromium, pytest.mark.soak]


def test_first_view_of_every_page_is_light(browser: Browser, server: Server, capsys: pytest.CaptureFixture[str]):
    weigh(browser, server, addresses(server.site), capsys)


@pytest.mark.parametrize(("width", "scheme"), SETTINGS)
def test_every_page_fits_and_has_no_barriers(server: Server, width: int, scheme: str):
    assert barriers_of_all(server, width, scheme, share_of(addresses(server.site))) == {}
