"""Refusals and failures: the right number, in words, in place or as a page."""

import pytest

REFUSALS = [
    ("later", 409, "还差 2 项：验收标准、负责人。"),
    ("forbidden", 403, "可以办理的是：总负责人。"),
    ("stale", 412, "内容已被他人修改"),
    ("problems", 422, "请填写名称。"),
]


@pytest.mark.parametrize("kind, status, words", REFUSALS)
def test_a_refusal_is_a_page_for_a_browser(browser, kind, status, words):
    answer = browser.post("/small", {"refuse": kind})

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert answer.content.startswith(b"<!doctype html>")


@pytest.mark.parametrize("kind, status, words", REFUSALS)
def test_a_refusal_is_said_in_place_for_htmx(htmx, kind, status, words):
    answer = htmx.post("/small", {"refuse": kind})

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not answer.content.startswith(b"<!doctype")
    assert answer["HX-Retarget"] == "#flashes"


def test_a_conflict_gives_back_what_was_typed_but_no_password(browser):
    page = browser.post("/small", {"refuse": "stale", "title": "我写了很久", "password": "geheim"}).content.decode()

    assert "我写了很久" in page
    assert "智能温控器上市" in page
    assert "geheim" not in page


def test_a_problem_names_its_field_for_the_browser_code(htmx):
    assert 'data-problem="title"' in htmx.post("/small", {"refuse": "problems"}).content.decode()


def test_the_api_explains_its_refusals_itself(browser):
    assert browser.post("/api/refuse", {"refuse": "later"}).status_code == 500


@pytest.mark.parametrize("address, status, words", [("/nothing", 404, "没有找到"), ("/broken", 500, "系统出错了")])
def test_failures_say_what_to_do(browser, htmx, address, status, words):
    page, part = browser.get(address), htmx.get(address)

    assert (page.status_code, part.status_code) == (status, status)
    assert words in page.content.decode()
    assert words in part.content.decode()
    assert part["HX-Retarget"] == "#flashes"


def test_a_redirect_inside_htmx_leads_the_whole_window(htmx):
    answer = htmx.get("/leave")

    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/whole")


def test_a_redirect_to_a_place_on_the_same_page_shows_it_anew(htmx):
    there = htmx.get("/jump", headers={"HX-Current-URL": "http://testserver/small"})
    here = htmx.get("/jump", headers={"HX-Current-URL": "http://testserver/whole"})

    assert there["HX-Redirect"] == "/whole#row-3"
    assert (here["HX-Refresh"], "HX-Redirect" in here) == ("true", False)


def test_an_expired_session_keeps_the_text_and_comes_back_to_the_page(htmx):
    answer = htmx.get("/private")

    assert answer.status_code == 401
    assert "/sign-in?next=%2Fplans%2F7%3Ftab%3D2" in answer.content.decode()


def test_an_ordinary_redirect_stays_one(browser):
    assert browser.get("/leave")["Location"] == "/whole"


def test_a_draft_is_confirmed_with_the_time_and_the_new_version(browser):
    answer = browser.post("/gallery-save", {"title": "甲", "version": "4"}, headers={"X-Autosave": "1"})

    assert answer.json()["fields"] == {"version": 5}


@pytest.mark.parametrize("title, status", [("过期", 401), ("冲突", 412)])
def test_a_draft_that_cannot_be_saved_is_told_why(browser, title, status):
    assert browser.post("/gallery-save", {"title": title}, headers={"X-Autosave": "1"}).status_code == status


def test_too_much_data_has_its_own_page(browser, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = browser.post("/small", {"title": "长" * 500})

    assert answer.status_code == 413
    assert "内容太大" in answer.content.decode()
