"""Every answer forbids foreign and inline code."""


def test_scripts_and_styles_come_from_us_alone(browser):
    policy = browser.get("/small")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_the_companions_are_there_on_errors_too(browser):
    answer = browser.get("/nothing")

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_forms_may_lead_to_the_sign_on_named_in_the_settings(small_site, settings):
    settings.XIETONG_FORM_TARGETS = ["https://login.example.org"]
    from django.test import Client

    assert "form-action 'self' https://login.example.org;" in Client().get("/small")["Content-Security-Policy"]
