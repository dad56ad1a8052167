"""My day, portfolio, calendar, search: what waits, counted and found only inside what one may see."""

import pytest

from tests.make import make_application, make_collaboration, next_signer
from xietong.domain.collaborations.states import Confidentiality

pytestmark = pytest.mark.django_db


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_waits_for_me_stands_on_my_day(cast, signed_in):
    application = make_application(cast, "head_review")
    signer = next_signer(application)
    assert application.collaboration.title in text(signed_in(signer), "/")
    assert "都办完了" in text(signed_in(cast.stranger), "/")


def test_the_todo_list_over_the_api_says_the_same(cast, signed_in):
    application = make_application(cast, "head_review")
    rows = signed_in(next_signer(application)).get("/api/v1/me/todo").json()["items"]
    assert [row["kind"] for row in rows] == ["sign"]
    assert rows[0]["due"]


def test_the_portfolio_counts_only_what_one_may_see(cast, signed_in):
    c = make_collaboration(cast, stage="execution")
    type(c).objects.filter(pk=c.pk).update(confidentiality=Confidentiality.CORE_SECRET)
    assert signed_in(cast.pmo_person).get("/api/v1/portfolio").json()["total"] == 1
    assert signed_in(cast.stranger).get("/api/v1/portfolio").json()["total"] == 0


def test_search_finds_two_chinese_characters_and_nothing_hidden(cast, signed_in):
    c = make_collaboration(cast, stage="execution")
    word = c.title[-4:-2]
    assert c.title in text(signed_in(cast.lead), f"/search?q={word}")
    type(c).objects.filter(pk=c.pk).update(confidentiality=Confidentiality.CORE_SECRET)
    assert c.title not in text(signed_in(cast.stranger), f"/search?q={word}")


def test_the_calendar_shows_makeup_days_and_refuses_a_month_that_is_none(cast, signed_in):
    client = signed_in(cast.lead)
    assert "班" in text(client, "/calendar?month=2026-10")
    answer = client.get("/calendar?month=2026-13")
    assert answer.status_code == 422
    assert "2026-11" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/portfolio", "/calendar", "/search?q=项目"])
def test_the_statements_do_not_grow_with_the_rows(cast, signed_in, address, django_assert_max_num_queries):
    for _ in range(3):
        make_collaboration(cast, stage="execution")
    client = signed_in(cast.lead)
    client.get(address)
    with django_assert_max_num_queries(25):
        client.get(address)


def test_the_journal_is_read_by_auditor_and_pmo_only(cast, signed_in):
    make_application(cast, "head_review")
    for person in (cast.auditor, cast.pmo_person):
        assert "提交" in text(signed_in(person), "/journal")
        first = signed_in(person).get("/api/v1/journal?limit=2").json()
        assert len(first["items"]) == 2
        second = signed_in(person).get(f"/api/v1/journal?limit=2&cursor={first['next']}").json()
        assert second["items"][0]["id"] < first["items"][-1]["id"]
    for person in (cast.stranger, cast.lead, cast.administrator):
        assert signed_in(person).get("/journal").status_code == 403
        assert signed_in(person).get("/api/v1/journal").status_code == 403


def test_readyz_names_what_is_broken(cast, client, clock):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "后台任务" in answer.content.decode()
