"""Pages: who reads them, what a POST does and says, how many statements they take."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, PASSWORD, TODAY, actor
from tests.domain.tracking.running_work import leaf, running
from xietong.domain.planning.models import Task
from xietong.domain.tracking.models import Alert, CoordinationLetter, ProgressReport, Snapshot, SupportRequest
from xietong.domain.tracking.queries import letter_data
from xietong.domain.tracking.services import ask_support, raise_alerts
from xietong.kit.canonical import digest_of

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def work(cast):
    collaboration = running(cast)
    leaf(collaboration, cast.wu, cast.marketing, finish=-5)
    leaf(collaboration, cast.xu, cast.rnd, code="1.2", name="固件验证", finish=20, percent=60)
    raise_alerts(now=NOW)
    return collaboration


def text(response):
    return response.content.decode()


def pages(collaboration):
    href = collaboration.href
    alert = Alert.objects.filter(collaboration=collaboration).first()
    return [
        "/updates",
        "/overdue",
        f"{href}/tracking",
        f"{href}/alerts",
        f"{href}/alerts/{alert.pk}",
        f"{href}/support",
        f"{href}/letters",
    ]


def test_every_page_opens_for_the_team_in_few_statements(cast, signed_in, work):
    client = signed_in(cast.chen)
    for address in pages(work):
        with CaptureQueriesContext(connection) as counted:
            response = client.get(address)
        assert response.status_code == 200, address
        assert len(counted) <= 20, (address, len(counted), [q["sql"][:90] for q in counted])


def test_what_one_may_not_see_does_not_exist(cast, signed_in, work):
    client = signed_in(cast.qian)
    for address in pages(work)[2:]:
        assert client.get(address).status_code == 404, address
    assert "门店签约" not in text(client.get("/overdue"))
    assert "门店签约" not in text(client.get("/updates?scope=department"))


def test_a_case_is_not_found_through_another_collaboration(cast, signed_in, work):
    other = running(cast, title="华东路演")
    alert = Alert.objects.get()

    assert signed_in(cast.chen).get(f"{other.href}/alerts/{alert.pk}").status_code == 404


def test_the_daily_update_is_sent_once_for_all(cast, signed_in, work):
    client = signed_in(cast.wu)
    late = Task.objects.get(name="门店签约")
    second = leaf(work, cast.wu, cast.marketing, code="1.3", name="海报", finish=20, percent=60)

    response = client.post("/updates", {
        "task": [late.pk, second.pk],
        f"version-{late.pk}": late.version, f"percent-{late.pk}": "70", f"status-{late.pk}": "running",
        f"done-{late.pk}": "又签 50 家", f"cause-{late.pk}": "resources",
        f"version-{second.pk}": second.version, f"percent-{second.pk}": "60", f"status-{second.pk}": "running",
        f"same-{second.pk}": "1",
    }, follow=True)  # fmt: skip

    assert "已更新 2 项任务" in text(response)
    assert set(ProgressReport.objects.values_list("percent", "done")) == {(70, "又签 50 家"), (60, "与上次相同")}


def test_untouched_rows_are_not_reported(cast, signed_in, work):
    late = Task.objects.get(name="门店签约")
    response = signed_in(cast.wu).post(
        "/updates", {"task": [late.pk], f"percent-{late.pk}": "50", f"status-{late.pk}": "running"}, follow=True
    )

    assert "没有变化" in text(response)
    assert not ProgressReport.objects.exists()


def test_all_the_same_with_one_button(cast, signed_in, work):
    late = Task.objects.get(name="门店签约")
    signed_in(cast.wu).post("/updates", {"task": [late.pk], f"percent-{late.pk}": "50", "all_same": "1"})

    assert ProgressReport.objects.get().done == "与上次相同"


def test_a_missing_cause_is_named_at_its_field(cast, signed_in, work):
    late = Task.objects.get(name="门店签约")
    response = signed_in(cast.wu).post("/updates", {"task": [late.pk], f"percent-{late.pk}": "70"}, **HTMX)

    assert response.status_code == 422
    assert f"cause-{late.pk}" in text(response)
    assert "1.1 门店签约" in text(response)


def test_the_tracking_table_says_light_rule_and_figures(cast, signed_in, work):
    page = text(signed_in(cast.chen).get(f"{work.href}/tracking"))

    assert "逾期超限" in page
    assert "已逾期 5 天，超过 2 天" in page
    assert page.index("门店签约") < page.index("固件验证")


def test_the_table_alone_is_polled_and_unchanged_is_304(cast, signed_in, work):
    client = signed_in(cast.chen)
    first = client.get(f"{work.href}/tracking", **HTMX)
    again = client.get(f"{work.href}/tracking", HTTP_IF_NONE_MATCH=first["ETag"], **HTMX)

    assert text(first).lstrip().startswith('<div id="table"')
    assert again.status_code == 304


@pytest.mark.parametrize(
    "query, there, gone",
    [
        ("light=red", "门店签约", "固件验证"),
        ("light=green", "固件验证", "门店签约"),
        ("light=purple&sort=nonsense&after=x", "门店签约", "不存在的任务"),
    ],
)
def test_chips_filter_by_address_and_nonsense_filters_nothing(cast, signed_in, work, query, there, gone):
    page = text(signed_in(cast.chen).get(f"{work.href}/tracking?{query}", **HTMX))

    assert there in page
    assert gone not in page


def test_the_table_takes_the_same_statements_for_thirty_rows(cast, signed_in, work):
    client = signed_in(cast.chen)

    def count():
        with CaptureQueriesContext(connection) as counted:
            client.get(f"{work.href}/tracking?group=department")
        return len(counted)

    few = count()
    for n in range(30):
        leaf(work, cast.wu, cast.marketing, code=f"2.{n}")
    assert count() == few <= 20


def test_a_snapshot_is_taken_on_the_page(cast, signed_in, work):
    response = signed_in(cast.chen).post(f"{work.href}/tracking/snapshots", follow=True)

    assert Snapshot.objects.get().number in text(response)


def test_a_case_opens_beside_the_table_and_is_taken_and_closed(cast, signed_in, work):
    client, alert = signed_in(cast.chen), Alert.objects.get()
    href = f"{work.href}/alerts/{alert.pk}"
    assert 'id="case"' in text(client.get(href, **HTMX))[:80]

    taken = client.post(f"{href}/measure", {
        "cause": "resources", "measure": "other", "measure_text": "加人", "responsible": cast.wu.pk,
        "due_on": str(TODAY + timedelta(days=2)), "version": alert.version,
    }, follow=True)  # fmt: skip
    assert "等待 吴磊" in text(taken)
    refused = client.post(f"{href}/closure", {"evidence": "好了"})
    assert refused.status_code == 409
    assert "规则仍成立" in text(refused)

    Task.objects.filter(pk=alert.task_id).update(state="handed_in")
    closed = client.post(f"{href}/closure", {"evidence": "已完成签约"}, follow=True)
    assert "已关闭" in text(closed)


def test_the_wrong_person_is_refused_and_a_wrong_date_is_named(cast, signed_in, work):
    href = f"{work.href}/alerts/{Alert.objects.get().pk}"

    assert signed_in(cast.wu).post(f"{href}/measure", {"cause": "resources"}).status_code == 403
    wrong = signed_in(cast.chen).post(f"{href}/measure", {"due_on": "明天"}, **HTMX)
    assert wrong.status_code == 422
    assert "明天" in text(wrong)


def test_a_light_is_raised_by_hand_on_the_page(cast, signed_in, work):
    task = Task.objects.get(name="固件验证")
    response = signed_in(cast.chen).post(
        f"{work.href}/alerts", {"task": task.pk, "level": "red", "why": "客户投诉"}, follow=True
    )

    assert "人工升级" in text(response)
    task.refresh_from_db()
    assert task.light == "red"


def test_a_request_lives_on_its_page_from_question_to_satisfaction(cast, signed_in, work):
    wu, xu = signed_in(cast.wu), signed_in(cast.xu)
    asked = wu.post(
        f"{work.href}/support",
        {"asking": cast.marketing.pk, "asked": cast.rnd.pk, "matter": "样机", "requirement": "两台"},
        follow=True,
    )
    assert "等待 研发部" in text(asked)
    href = f"{work.href}/support/{SupportRequest.objects.get().pk}"

    assert "答复支持请求" in text(xu.get(href))
    assert "答复支持请求" not in text(wu.get(href))
    for client, act, sent in (
        (xu, "query", {"reason": "哪个版本？"}),
        (wu, "clarification", {"reason": "标准版"}),
        (xu, "answer", {"answer": "accept", "promised_on": str(TODAY)}),
        (xu, "delivery", {"reason": "已送"}),
        (wu, "return", {"reason": "缺电源"}),
        (xu, "delivery", {"reason": "已补"}),
        (wu, "satisfaction", {}),
    ):
        assert client.post(f"{href}/{act}", sent, follow=True).status_code == 200, act
    assert SupportRequest.objects.get().state == "satisfied"
    assert wu.post(f"{href}/nonsense").status_code == 404
    assert "中位用时" in text(wu.get(f"{work.href}/support"))


def test_a_letter_lives_on_its_page_from_draft_to_return(cast, signed_in, work):
    wu, chen, zhao = signed_in(cast.wu), signed_in(cast.chen), signed_in(cast.zhao)
    wu.post(f"{work.href}/letters", {
        "lender": cast.rnd.pk, "borrower": cast.marketing.pk, "purpose": "路演演示", "custody": "市场部保管",
        "reply_by": str(TODAY), "items-0-kind": "equipment", "items-0-name": "样机", "items-0-amount": "2台",
        "items-0-from_on": "2026-11-25", "items-0-until_on": "2026-11-30",
    })  # fmt: skip
    letter = CoordinationLetter.objects.get()
    href = f"{work.href}/letters/{letter.pk}"
    assert "签发" in text(chen.get(href))

    digest = digest_of(letter_data(letter))
    wrong = chen.post(f"{href}/signature", {"digest": digest, "password": "wrong"}, **HTMX)
    assert wrong.status_code == 422
    assert "密码不对" in text(wrong)
    signed = chen.post(f"{href}/signature", {"digest": digest, "password": PASSWORD}, follow=True)
    assert "市协函〔2026〕1号" in text(signed)

    shown = text(zhao.get(href))
    digest = shown.split('name="digest" value="')[1].split('"')[0]
    zhao.post(f"{href}/answer", {"digest": digest, "password": PASSWORD, "answer": "agree"})
    zhao.post(f"{href}/handover", {"reason": "两台完好"})
    wu.post(f"{href}/extension", {"until": "2026-12-05", "reason": "路演延期"})
    assert "答复延期申请" in text(zhao.get(href))
    zhao.post(f"{href}/extension-decision", {"agree": "1"})
    zhao.post(f"{href}/return", {"reason": "两台完好"})
    chen.post(f"{href}/closure", {})
    letter.refresh_from_db()
    assert (letter.state, str(letter.return_on)) == ("closed", "2026-12-05")


def test_signed_out_people_are_sent_to_sign_in(client, cast, work):
    for address in pages(work):
        assert client.get(address).status_code == 302, address


def test_the_support_page_shows_the_clock(cast, signed_in, work):
    row = ask_support(
        work,
        asking_id=cast.marketing.pk,
        asked_id=cast.rnd.pk,
        matter="样机",
        requirement="两台",
        by=actor(cast.wu, work),
        now=NOW,
    )

    assert "还剩 1天" in text(signed_in(cast.xu).get(f"{work.href}/support/{row.pk}"))
