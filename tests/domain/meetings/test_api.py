"""Meetings, minutes and action items as other programs use them."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.cast import Cast
from tests.domain.meetings.held import HOUR, TOMORROW, call
from tests.make import make_collaboration
from xietong.domain.people.models import Person
from xietong.kit.clock import clock_at

Browser = Callable[[Person], Client]


def send(client: Client, method: str, address: str, data: Any = None, **headers: str) -> Any:
    return getattr(client, method)(f"/api/v1{address}", data, content_type="application/json", headers=headers)


def test_a_meeting_from_its_calling_to_its_action_items(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")
    lead, base = signed_in(cast.chen), f"/collaborations/{collaboration.pk}"
    called = send(lead, "post", f"{base}/meetings", {"kind": "weekly", "starts_at": "2026-11-24T10:00:00+08:00"})
    assert called.status_code == 201
    here = f"{base}/meetings/{called.json()['id']}"
    assert called.json()["warnings"] == []
    assert send(lead, "get", f"{here}/agenda").json()["items"][-1]["topic"] == "风险回顾"
    assert [row["title"] for row in send(lead, "get", f"{base}/meetings").json()["items"]] == ["第1次周例会"]

    with clock_at(TOMORROW):
        assert send(lead, "post", f"{here}/open").json()["state"] == "running"
        rows = [{"person": str(cast.ma.pk), "attendance": "absent", "reason": "出差"}]
        assert send(lead, "put", f"{here}/attendance", {"rows": rows}).status_code == 200
    with clock_at(TOMORROW + HOUR):
        assert send(lead, "post", f"{here}/close").json()["state"] == "closed"
        draft = send(lead, "get", f"{here}/minutes").json()
        answers = draft["answers"] | {
            "actions": [{"problem": "缺料", "solution": "催货", "owner": cast.xu.pk, "due_on": "2026-11-30"}]
        }
        put = send(lead, "put", f"{here}/minutes", answers, **{"If-Match": f'"{draft["version"]}"'})
        assert put.status_code == 200, put.content
        assert send(lead, "put", f"{here}/minutes", answers, **{"If-Match": f'"{draft["version"]}"'}).status_code == 412
        issued = send(lead, "post", f"{here}/minutes/issue").json()
        assert issued["number"] == f"{collaboration.number}-JY-01"

        owner = signed_in(cast.xu)
        assert send(owner, "post", f"{here}/minutes/acknowledge").json()["confirmed_at"]
        assert send(signed_in(cast.wu), "post", f"{here}/minutes/object", {"reason": "漏记"}).status_code == 200
        corrected = send(lead, "post", f"{here}/minutes/correct", {"reason": "补记"}).json()
        assert (corrected["revision"], corrected["state"]) == (2, "draft")
        item = send(owner, "get", f"{base}/action-items?state=open").json()["items"][0]
        done = send(owner, "post", f"{base}/action-items/{item['id']}/finish", {"result": "已到货"})
        assert done.json()["state"] == "done"


def test_action_items_are_managed(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")
    lead, here = signed_in(cast.chen), f"/collaborations/{collaboration.pk}/action-items"
    sent = {"problem": "缺料", "solution": "催货", "owner": cast.xu.pk, "due_on": "2026-11-30"}

    key = {"Idempotency-Key": "once"}
    made = send(lead, "post", here, sent, **key)
    assert made.status_code == 201
    assert send(lead, "post", here, sent, **key).json()["id"] == made.json()["id"]
    one = f"{here}/{made.json()['id']}"
    assert send(lead, "post", f"{one}/extend", {"due_on": "2026-12-04"}).json()["first_due_on"] == "2026-11-30"
    assert send(lead, "post", f"{one}/finish", {"result": ""}).status_code == 422
    assert send(lead, "post", f"{one}/drop", {"reason": "不再需要"}).json()["state"] == "dropped"
    assert send(lead, "post", f"{one}/reopen", {"reason": "错了"}).status_code == 409
    refused = send(lead, "post", here, {"problem": "缺料"})
    assert {error["field"] for error in refused.json()["errors"]} == {"solution", "owner", "due_on"}


def test_refusals_have_their_numbers(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")
    base = f"/collaborations/{collaboration.pk}"
    meeting = call(cast, collaboration)

    assert (
        send(
            signed_in(cast.xu), "post", f"{base}/meetings", {"kind": "weekly", "starts_at": "2026-11-25T10:00"}
        ).status_code
        == 403
    )
    assert send(signed_in(cast.qian), "get", f"{base}/meetings/{meeting.pk}").status_code == 404
    assert send(signed_in(cast.chen), "get", f"{base}/meetings/{meeting.pk}/minutes").status_code == 404
    wrong = send(
        signed_in(cast.chen),
        "put",
        f"{base}/meetings/{meeting.pk}/attendance",
        {"rows": [{"person": "1", "attendance": "da"}]},
    )
    assert wrong.status_code == 422
    assert (
        send(signed_in(cast.chen), "post", f"{base}/meetings/{meeting.pk}/cancel", {"reason": "改期"}).json()["state"]
        == "cancelled"
    )
