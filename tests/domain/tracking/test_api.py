"""The same acts for other programs: manners, versions, problems with their place."""

import json
from datetime import timedelta

import pytest

from tests.cast import NOW, PASSWORD, TODAY
from tests.domain.tracking.running_work import leaf, running
from xietong.domain.planning.models import Task
from xietong.domain.tracking.models import Alert, ProgressReport
from xietong.domain.tracking.services import raise_alerts

API = "/api/v1"


@pytest.fixture
def work(cast):
    collaboration = running(cast)
    leaf(collaboration, cast.wu, cast.marketing, finish=-5)
    leaf(collaboration, cast.xu, cast.rnd, code="1.2", name="固件验证", finish=20, percent=60)
    raise_alerts(now=NOW)
    return collaboration


def post(client, path, data=None, **headers):
    return client.post(f"{API}{path}", json.dumps(data or {}), content_type="application/json", headers=headers)


def test_a_report_takes_many_tasks(cast, signed_in, work):
    late = Task.objects.get(name="门店签约")
    lines = [
        {"task_id": str(late.pk), "percent": 70, "done": "又签 50 家", "cause": "resources", "version": late.version}
    ]

    response = post(signed_in(cast.wu), f"/collaborations/{work.pk}/progress-reports", {"lines": lines})

    assert response.status_code == 201
    assert response.json()["items"][0]["percent_before"] == 50
    history = signed_in(cast.chen).get(f"{API}/collaborations/{work.pk}/progress-reports").json()
    assert [item["done"] for item in history["items"]] == ["又签 50 家"]


@pytest.mark.parametrize(
    "lines, status",
    [
        ("x", 422),
        ([1], 422),
        ([], 422),
        ([{"task_id": "999999", "percent": 5}], 422),
        ([{"task_id": "abc", "percent": 5}], 422),
        ([{"percent": 5}], 422),
        ([{"task_id": "LATE", "percent": 500}], 422),
        ([{"task_id": "LATE", "percent": 70, "cause": "resources", "version": 99}], 412),
        ([{"task_id": "FIRMWARE", "percent": 70}], 403),
    ],
)
def test_bad_reports_are_refused_and_nothing_is_written(cast, signed_in, work, lines, status):
    ids = {"LATE": Task.objects.get(name="门店签约").pk, "FIRMWARE": Task.objects.get(name="固件验证").pk}
    if isinstance(lines, list):
        lines = [
            {**line, "task_id": str(ids.get(line.get("task_id"), line.get("task_id", "")))}
            if isinstance(line, dict)
            else line
            for line in lines
        ]

    response = post(signed_in(cast.wu), f"/collaborations/{work.pk}/progress-reports", {"lines": lines})

    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    assert not ProgressReport.objects.exists()


def test_the_same_key_reports_once(cast, signed_in, work):
    client, late = signed_in(cast.wu), Task.objects.get(name="门店签约")
    for _ in range(2):
        response = post(
            client, f"/collaborations/{work.pk}/progress-reports",
            {"lines": [{"task_id": str(late.pk), "same": True}]}, **{"Idempotency-Key": "k1"},
        )  # fmt: skip
        assert response.status_code == 201

    assert ProgressReport.objects.count() == 1


def test_the_table_is_paged_filtered_and_not_sent_twice(cast, signed_in, work):
    client, path = signed_in(cast.chen), f"{API}/collaborations/{work.pk}/tracking"
    first = client.get(f"{path}?limit=1").json()
    rest = client.get(f"{path}?limit=1&cursor={first['next']}").json()

    assert [first["items"][0]["name"], rest["items"][0]["name"]] == ["门店签约", "固件验证"]
    assert rest["next"] is None
    assert first["figures"]["red"] == 1
    assert client.get(f"{path}?light=purple").status_code == 422
    whole = client.get(path)
    assert client.get(path, headers={"If-None-Match": whole["ETag"]}).status_code == 304


def test_overdue_work(cast, signed_in, work):
    [item] = signed_in(cast.chen).get(f"{API}/overdue").json()["items"]

    assert (item["name"], item["days"], item["collaboration_number"]) == ("门店签约", 5, work.number)
    assert signed_in(cast.qian).get(f"{API}/overdue").json()["items"] == []
    assert signed_in(cast.chen).get(f"{API}/overdue?cursor=WzFd").status_code == 422


def test_an_alert_is_taken_with_its_version_and_closed(cast, signed_in, work):
    client, alert = signed_in(cast.chen), Alert.objects.get()
    path = f"/collaborations/{work.pk}/alerts/{alert.pk}"
    sent = {
        "cause": "resources", "measure": "other", "measure_text": "加人", "responsible": str(cast.wu.pk),
        "due_on": str(TODAY + timedelta(days=2)),
    }  # fmt: skip

    assert post(client, f"{path}/take", sent, **{"If-Match": '"9"'}).status_code == 412
    taken = post(client, f"{path}/take", sent, **{"If-Match": f'"{alert.version}"'})
    assert (taken.status_code, taken.json()["state"], taken["ETag"]) == (200, "handled", '"2"')
    refused = post(client, f"{path}/close", {"evidence": "好了"})
    assert refused.status_code == 409
    assert "规则仍成立" in refused.json()["detail"]


def test_a_request_over_the_api(cast, signed_in, work):
    wu, xu = signed_in(cast.wu), signed_in(cast.xu)
    path = f"/collaborations/{work.pk}/support-requests"
    made = post(
        wu, path, {"asking": str(cast.marketing.pk), "asked": str(cast.rnd.pk), "matter": "样机", "requirement": "两台"}
    )
    assert made.status_code == 201
    one = f"{path}/{made.json()['id']}"

    assert post(wu, f"{one}/answer", {"answer": "accept", "promised_on": str(TODAY)}).status_code == 403
    assert post(xu, f"{one}/answer", {"answer": "accept", "promised_on": "x"}).status_code == 422
    assert post(xu, f"{one}/answer", {"answer": "accept", "promised_on": str(TODAY)}).json()["state"] == "accepted"
    assert post(xu, f"{one}/deliver", {"reason": "已送"}).json()["state"] == "delivered"
    assert post(wu, f"{one}/satisfy").json()["state"] == "satisfied"
    assert post(wu, f"{one}/withdraw").status_code == 409
    assert wu.get(f"{API}{path}").json()["figures"]["in"][0]["answered"] == 1


def test_a_letter_over_the_api(cast, signed_in, work):
    chen, zhao = signed_in(cast.chen), signed_in(cast.zhao)
    path = f"/collaborations/{work.pk}/coordination-letters"
    made = post(signed_in(cast.wu), path, {
        "lender": str(cast.rnd.pk), "borrower": str(cast.marketing.pk), "purpose": "路演", "custody": "市场部",
        "reply_by": str(TODAY),
        "items": [{"kind": "设备", "name": "样机", "amount": "2台", "from_on": "2026-11-25", "until_on": "2026-11-30"}],
    })  # fmt: skip
    assert made.status_code == 201, made.content.decode()
    one, digest = f"{path}/{made.json()['id']}", made.json()["digest"]

    assert post(zhao, f"{one}/sign", {"digest": digest, "password": PASSWORD}).status_code == 403
    assert post(chen, f"{one}/sign", {"digest": "0", "password": PASSWORD}).status_code == 412
    signed = post(chen, f"{one}/sign", {"digest": digest, "password": PASSWORD})
    assert signed.json()["number"] == "市协函〔2026〕1号"
    answered = post(zhao, f"{one}/answer", {"digest": signed.json()["digest"], "password": PASSWORD, "answer": "agree"})
    assert answered.json()["state"] == "answered"
    assert post(zhao, f"{one}/hand-over", {"condition": "完好"}).json()["state"] == "in_use"
    back = post(zhao, f"{one}/return", {"condition": "完好", "damaged": False})
    assert back.json()["state"] == "given_back"


@pytest.mark.parametrize("path", ["tracking", "progress-reports", "alerts", "support-requests", "coordination-letters"])
def test_strangers_find_nothing_and_the_signed_out_are_told(cast, client, signed_in, work, path):
    address = f"{API}/collaborations/{work.pk}/{path}"

    assert signed_in(cast.qian).get(address).status_code == 404
    assert client.get(address).status_code == 401
    assert signed_in(cast.chen).get(address).status_code == 200


def test_the_openapi_document_knows_every_operation(cast, signed_in):
    paths = signed_in(cast.chen).get(f"{API}/openapi.json").json()["paths"]

    mine = {
        p: v
        for p, v in paths.items()
        if any(
            w in p
            for w in (
                "support-requests",
                "coordination-letters",
                "/alerts",
                "progress-reports",
                "/tracking",
                "/overdue",
            )
        )
    }
    assert len(mine) >= 24
    for path, operations in mine.items():
        for operation in operations.values():
            assert operation.get("summary"), path
            assert any("content" in r for r in operation["responses"].values()), path
