"""The three pages that the README shows, of the demo company as its marketing head sees it; `./run screenshots` keeps them."""

import pytest

WINDOW = {"width": 1440, "height": 900}
PAGES = {"desk": "/", "collaboration": "/collaborations/2", "tracking": "/collaborations/2/tracking"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_readme_fits_its_window(open_page, site, look, name):
    page = site.sign_in(open_page(WINDOW), "linhaoran")
    answer = page.goto(f"{site.url}{PAGES[name]}")

    assert answer.status == 200
    look(page, name, whole=False)
