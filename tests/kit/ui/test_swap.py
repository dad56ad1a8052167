"""One view, two answers: the page for a browser, the block for htmx."""

import pytest
from jinja2 import TemplateError

from xietong.kit.ui.macros import Macros

SMALL = "/small"


def test_a_browser_gets_the_page_and_htmx_the_block(browser, htmx):
    page, part = browser.get(SMALL), htmx.get(SMALL)

    assert page.content.startswith(b"<!doctype html>")
    assert part.content.startswith(b'<div id="the-part">')
    assert page["Vary"] == part["Vary"] == "HX-Request, Cookie"
    assert part["HX-Trigger"] == '{"part-changed": null}'


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_links_and_steps_back_get_the_whole_page(htmx, header):
    assert htmx.get(SMALL, headers={header: "true"}).content.startswith(b"<!doctype html>")


def test_the_message_travels_with_the_block(htmx):
    part = htmx.post(SMALL, {"title": "温控器"}).content.decode()

    assert 'hx-swap-oob="beforeend:#flashes"' in part
    assert "已提交，等待 生产部 王芳 签字：温控器" in part
    assert 'action="/undo"' in part


def test_without_htmx_a_post_leads_back_and_the_message_waits_there(browser):
    answer = browser.post(SMALL, {"title": "温控器"})

    assert (answer.status_code, answer["Location"]) == (303, "/small")
    assert "已提交，等待 生产部 王芳 签字：温控器" in browser.get(SMALL).content.decode()


def test_a_live_part_that_did_not_change_is_not_sent_again(htmx):
    first = htmx.get("/live")

    same = htmx.get("/live", headers={"If-None-Match": first["ETag"]})
    changed = htmx.get("/live?name=乙", headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200


def test_what_people_typed_is_escaped(browser):
    assert "&lt;b&gt;甲&lt;/b&gt;" in browser.get("/whole").content.decode()


def test_a_component_that_does_not_exist_is_named(browser):
    browser.get(SMALL)
    with pytest.raises(TemplateError, match=r"no component ui.buton"):
        Macros().buton  # noqa: B018


def test_the_frame_shows_the_rail_the_counts_and_the_persons_theme(browser):
    browser.cookies["theme"] = "dark"
    page = browser.get(SMALL).content.decode()

    assert "<title>(3) 小页 · 协同</title>" in page
    assert 'data-bs-theme="dark"' in page
    assert 'data-go="p"' in page


def test_no_page_brings_its_own_script_or_style(browser):
    for address in ("/", SMALL, "/nothing"):
        page = browser.get(address).content.decode()
        scripts = [tag for tag in page.split("<script")[1:] if "src=" not in tag.split(">")[0]]
        assert scripts == []
        assert " style=" not in page
        assert "<style" not in page
        assert "hx-on" not in page


def test_the_style_page_shows_every_component_to_staff_only(browser):
    page = browser.get("/")

    assert page.status_code == 200
    assert browser.get("/?nobody").status_code == 404
    assert {"badge", "stepper", "checklist", "sign_dialog", "radar_chart", "grid"} <= set(Macros.names())
