"""Sign-in, organisation, profile, stand-ins, tokens, calendar, notices."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, PASSWORD, TODAY, actor, who
from tests.domain.people.test_rules import NOTICE
from tests.make import make_application
from xietong.domain.people.models import CalendarDay, CalendarYear, Delegation, Department, Person
from xietong.domain.people.queries import company_calendar, organisation
from xietong.kit.api.models import Token
from xietong.kit.jobs.work import run_all
from xietong.kit.notices.models import Notice

PAGES = ["/people", "/me", "/me/tokens", "/settings/calendar", "/settings", "/notices", "/accounts/password/change/"]


@pytest.mark.parametrize("path", PAGES)
def test_everybody_signed_in_reads_the_page(cast, signed_in, path):
    for person in (cast.lin, cast.zhang, cast.deng, cast.cao):
        assert signed_in(person).get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_does(cast, client, path):
    assert client.get(path).status_code == 302


def test_signing_in_with_name_and_password_leads_to_where_one_wanted_to_go(cast, clock):
    browser = Client()
    page = browser.get("/accounts/login/?next=/people")

    wrong = browser.post("/accounts/login/", {"login": "lin", "password": "wrong wrong"})
    right = browser.post("/accounts/login/", {"login": "lin", "password": PASSWORD, "next": "/people"})

    assert "登录" in page.content.decode()
    assert 'name="next" value="/people"' in page.content.decode()
    assert wrong.status_code == 200
    assert "x-note-care" in wrong.content.decode() or "x-field-error" in wrong.content.decode()
    assert right["Location"] == "/people"
    assert "退出登录" in browser.get("/accounts/logout/").content.decode()
    assert browser.post("/accounts/logout/").status_code == 302
    assert browser.get("/people").status_code == 302


def test_nobody_registers_alone(cast, client):
    assert "统一建立" in client.get("/accounts/signup/").content.decode()


def test_who_has_left_cannot_sign_in(cast, clock):
    Person.objects.filter(pk=cast.lin.pk).update(is_active=False)
    browser = Client()

    browser.post("/accounts/login/", {"login": "lin", "password": PASSWORD})

    assert browser.get("/people").status_code == 302


def test_the_organisation_shows_heads_and_people_and_can_be_searched(cast, signed_in):
    cast.quality.parent = cast.production
    cast.quality.save()
    browser = signed_in(cast.lin)

    text = browser.get("/people").content.decode()
    found = browser.get("/people?q=赵启").content.decode()

    assert "市场部" in text
    assert "陈静" in text
    assert "市场部经理" in text
    assert "更换负责人" not in text
    assert "研发部" in found
    assert "客服部" not in found
    assert [row.depth for row in organisation() if row.department.name == "质量部"] == [1]


def test_the_organisation_takes_the_same_statements_for_many(cast, signed_in):
    browser = signed_in(cast.zhang)
    browser.get("/people")

    def count():
        with CaptureQueriesContext(connection) as statements:
            browser.get("/people")
        return len(statements)

    few = count()
    for number in range(30):
        department = Department.objects.create(name=f"部门{number}", order=100 + number)
        Person.objects.create(username=f"p{number}", name=f"人员{number}", department=department)
    assert count() == few


def test_pmo_names_a_new_head_and_others_may_not(cast, signed_in):
    path = f"/people/departments/{cast.rnd.pk}/head"

    refused = signed_in(cast.lin).post(path, {"head": cast.xu.pk, "executive": cast.zhou.pk})
    done = signed_in(cast.zhang).post(path, {"head": cast.xu.pk, "executive": cast.gao.pk})
    nobody = signed_in(cast.zhang).post(path, {"head": "0"})

    cast.rnd.refresh_from_db()
    assert (refused.status_code, done.status_code, nobody.status_code) == (403, 303, 422)
    assert (cast.rnd.head, cast.rnd.executive) == (cast.xu, cast.gao)


def test_the_profile_is_ones_own(cast, signed_in):
    sent = {"email": "new@example.com", "phone": "8123", "theme": "dark", "mail": "1"}

    done = signed_in(cast.lin).post("/me", sent)
    wrong = signed_in(cast.lin).post("/me", sent | {"email": "不是邮箱", "theme": "pink"})

    cast.lin.refresh_from_db()
    assert (done.status_code, wrong.status_code) == (303, 422)
    assert (cast.lin.email, cast.lin.theme) == ("new@example.com", "dark")
    assert done.cookies["theme"].value == "dark"


def test_a_stand_in_is_named_for_a_period_and_ended(cast, signed_in):
    browser = signed_in(cast.wang)
    until = (TODAY + timedelta(days=5)).isoformat()

    made = browser.post("/me/delegations", {"delegate": cast.ma.pk, "from_on": TODAY.isoformat(), "until_on": until})
    assert made.status_code == 303
    assert cast.wang.pk in who(cast.ma).stands_for
    row = Delegation.objects.get()

    assert signed_in(cast.lin).post(f"/me/delegations/{row.pk}/end").status_code == 404
    assert browser.post(f"/me/delegations/{row.pk}/end").status_code == 303
    assert cast.wang.pk not in who(cast.ma).stands_for


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"delegate": ""}, "请从列表中选择"),
        ({"until_on": "2026-11-01"}, "结束日期早于开始日期"),
        ({"until_on": "明天"}, "请填写日期"),
    ],
)
def test_a_wrong_stand_in_is_refused_with_its_place(cast, signed_in, changes, words):
    sent = {"delegate": cast.ma.pk, "from_on": "2026-11-23", "until_on": "2026-11-25"} | changes

    response = signed_in(cast.wang).post("/me/delegations", sent)

    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_token_is_shown_once_works_and_ends(cast, signed_in, client):
    browser = signed_in(cast.lin)

    made = browser.post("/me/tokens", {"name": "看板", "scope": "read", "days": "30"})
    key = made.content.decode().split("<code>xt_")[1].split("<")[0]
    head = {"Authorization": f"Bearer xt_{key}"}
    token = Token.objects.get()

    assert "no-store" in made["Cache-Control"] or "no-cache" in made["Cache-Control"]
    assert key not in browser.get("/me/tokens").content.decode()
    assert key not in token.digest
    assert client.get("/api/v1/me", headers=head).json()["name"] == "林晓岚"
    assert client.post("/api/v1/collaborations", {}, headers=head).status_code == 403
    assert signed_in(cast.wang).post(f"/me/tokens/{token.pk}/end").status_code == 404
    assert browser.post(f"/me/tokens/{token.pk}/end").status_code == 303
    assert client.get("/api/v1/me", headers=head).status_code == 401
    assert browser.post("/me/tokens", {"name": "", "days": "9999"}).status_code == 422


def test_the_calendar_is_read_from_the_notice_shown_and_saved(cast, signed_in):
    CalendarDay.objects.all().delete()
    CalendarYear.objects.all().delete()
    browser = signed_in(cast.zhang)
    assert "尚未录入" in browser.get("/settings/calendar?year=2026").content.decode()

    preview = browser.post("/settings/calendar/reading", {"year": "2026", "text": NOTICE})
    assert "读出 39 天，还没有保存" in preview.content.decode()
    assert CalendarDay.objects.count() == 0

    rows = preview.content.decode().split('name="days-')
    days = {part.split("-day")[0]: part.split('value="')[1].split('"')[0] for part in rows if "-day" in part[:12]}
    sent = {"year": "2026", "source": "通知"}
    for number, day in days.items():
        if day and number != "__i__":
            kind = (
                "worked"
                if day in ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")
                else "off"
            )
            sent |= {f"days-{number}-day": day, f"days-{number}-kind": kind, f"days-{number}-name": ""}
    saved = browser.post("/settings/calendar", sent)

    assert saved.status_code == 303
    assert len(company_calendar().working_days(2026)) == 248
    assert "<small>班</small>" in signed_in(cast.lin).get("/settings/calendar?year=2026").content.decode()


def test_the_calendar_is_changed_by_pmo_and_administrator_only(cast, signed_in):
    sent = {"year": "2027", "days-0-day": "2027-01-01", "days-0-kind": "off", "days-0-name": "元旦"}

    refused = signed_in(cast.lin).post("/settings/calendar", sent)
    wrong = signed_in(cast.zhang).post(
        "/settings/calendar", sent | {"days-1-day": "2027-01-04", "days-1-kind": "worked"}
    )
    done = signed_in(cast.zhang).post("/settings/calendar", sent)

    assert (refused.status_code, wrong.status_code, done.status_code) == (403, 422, 303)
    assert "调休上班日应当是周六或周日" in wrong.content.decode()
    assert 2027 in company_calendar().known_years


def test_notices_are_listed_opened_and_read(cast, signed_in):
    make_application(cast, "head_review")
    run_all(now=NOW)
    browser = signed_in(cast.chen)
    notice = Notice.objects.get(person=cast.chen)

    text = browser.get("/notices").content.decode()
    opened = browser.post("/notices/reading", {"notice": notice.pk})
    foreign = signed_in(cast.lin).post("/notices/reading", {"notice": notice.pk})

    assert "待您签字" in text
    assert opened["Location"] == notice.href
    assert foreign["Location"] == "/notices"
    notice.refresh_from_db()
    assert notice.read_at == NOW
    assert browser.post("/notices/reading").status_code == 303


def test_working_days_and_people_over_the_api(cast, signed_in):
    browser = signed_in(cast.lin)

    year = browser.get("/api/v1/working-days?year=2026").json()
    unknown = browser.get("/api/v1/working-days?year=2030").json()
    people = browser.get("/api/v1/people?limit=5").json()
    departments = browser.get("/api/v1/departments").json()["items"]

    assert (year["known"], year["count"], sum(year["per_month"])) == (True, 248, 248)
    assert "2026-10-10" in year["working_days"]
    assert (unknown["known"], unknown["version"]) == (False, 0)
    assert len(people["items"]) == 5
    assert people["next"]
    assert next(d for d in departments if d["name"] == "市场部")["head"]["name"] == "陈静"
    assert browser.get("/api/v1/working-days?year=99999").status_code == 422
    assert Client().get("/api/v1/me").status_code == 401


def test_a_token_over_the_api(cast, signed_in):
    browser = signed_in(cast.lin)

    made = browser.post("/api/v1/tokens", {"name": "甲", "scope": "write"}, content_type="application/json")
    listed = browser.get("/api/v1/tokens").json()["items"]

    assert made.status_code == 201
    assert made.json()["token"].startswith("xt_")
    assert "token" not in listed[0]
    assert browser.delete(f"/api/v1/tokens/{listed[0]['id']}").status_code == 204


def test_the_command_token_prints_a_key(cast, clock, capsys, client):
    from django.core.management import CommandError, call_command

    call_command("token", "lin")
    key = capsys.readouterr().out.strip()

    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {key}"}).json()["username"] == "lin"
    with pytest.raises(CommandError, match="没有这个在职人员"):
        call_command("token", "nobody")


def test_an_office_acts_with_its_role(cast):
    assert "pmo" in actor(cast.zhang).roles
