"""The first thing anybody sees: the page on which one signs in."""

from tests.cast import PASSWORD


def test_a_person_signs_in_with_name_and_password(page, live_server, cast, clock, look):
    page.goto(f"{live_server.url}/accounts/login/")
    look(page, "sign-in")
    page.fill("input[name=login]", cast.chen.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(lambda address: "/accounts/login" not in address)

    assert {"sessionid"} <= {cookie["name"] for cookie in page.context.cookies()}


def test_a_wrong_password_is_said_in_chinese(page, live_server, cast, clock):
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", cast.chen.username)
    page.fill("input[name=password]", "wrong horse 2026")
    page.click("button[type=submit]")

    assert "不正确" in page.text_content("body")


def test_the_sign_in_page_fits_a_phone(phone, live_server, cast, look):
    phone.goto(f"{live_server.url}/accounts/login/")

    look(phone, "sign-in-phone")
