"""Process map and responsibility list as other programs use them."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.cast import PASSWORD, Cast
from tests.domain.duties.duty_maps import sound_map, submit
from tests.make import make_collaboration
from xietong.domain.people.models import Person
from xietong.kit.swimlanes import from_json, to_json
from xietong.kit.swimlanes.bpmn import read_bpmn, write_bpmn

Browser = Callable[[Person], Client]


def call(client: Client, method: str, address: str, data: Any = None, **headers: str) -> Any:
    return getattr(client, method)(f"/api/v1{address}", data, content_type="application/json", headers=headers)


def test_a_map_is_put_checked_and_published(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    lead, here = signed_in(cast.chen), f"/collaborations/{collaboration.pk}/process-map"

    saved = call(lead, "put", here, to_json(sound_map(cast)))
    assert saved.status_code == 200
    assert from_json(saved.json()["drawing"]) == sound_map(cast)
    assert [item for item in call(lead, "get", f"{here}/findings").json()["items"] if item["severity"] == "error"] == []
    stale = call(lead, "put", here, to_json(sound_map(cast)), **{"If-Match": '"1"'})
    assert stale.status_code == 412

    published = call(lead, "post", f"{here}/publish")
    assert published.json()["state"] == "published"
    assert call(lead, "put", here, to_json(sound_map(cast))).status_code == 409


def test_a_map_goes_in_and_out_as_bpmn(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    lead, here = signed_in(cast.chen), f"/api/v1/collaborations/{collaboration.pk}/process-map"

    answer = lead.put(here, write_bpmn(sound_map(cast)), content_type="application/xml")
    assert answer.json()["remarks"] == []

    xml = lead.get(here, headers={"Accept": "application/xml"})
    assert xml["Content-Type"] == "application/xml"
    assert read_bpmn(xml.content)[0] == sound_map(cast)


def test_a_map_that_cannot_be_read_is_422_and_names_the_place(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    lead, here = signed_in(cast.chen), f"/collaborations/{collaboration.pk}/process-map"

    answer = call(lead, "put", here, {"nodes": [{"id": "a", "kind": "box"}]})

    assert answer.status_code == 422
    assert "节点 a" in answer.json()["detail"]


def test_the_list_is_put_resolved_submitted_and_confirmed(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    lead, base = signed_in(cast.chen), f"/collaborations/{collaboration.pk}"
    call(lead, "put", f"{base}/process-map", to_json(sound_map(cast)))
    call(lead, "post", f"{base}/process-map/publish")
    here = f"{base}/responsibilities"
    rows = call(lead, "post", f"{here}/draft").json()["rows"]
    kept = [{key: value for key, value in row.items() if key != "tasks"} for row in rows[:-1]]

    assert len(call(lead, "put", here, {"rows": kept}).json()["rows"]) == 3
    found = call(lead, "get", f"{here}/findings").json()["items"]
    assert any("组织上市" in item["message"] for item in found)
    assert call(lead, "post", f"{here}/submit").status_code == 409
    for item in found:
        if item["kind"] != "hint":
            assert (
                call(lead, "post", f"{here}/resolve", {"key": item["key"], "reason": "由销售部另行承担"}).status_code
                == 200
            )
    assert call(lead, "post", f"{here}/submit").json()["state"] == "confirming"

    for person in (cast.chen, cast.zhao, cast.wang):
        browser = signed_in(person)
        mine = next(
            row
            for row in call(browser, "get", here).json()["confirmations"]
            if row["department"] == str(person.department_id)
        )
        sent = {"department": mine["department"], "digest": mine["digest"], "password": PASSWORD}
        answer = call(browser, "post", f"{here}/confirm", sent)
        assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "confirmed"


def test_wrong_rows_are_all_named(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    here = f"/collaborations/{collaboration.pk}/responsibilities"

    answer = call(
        signed_in(cast.chen),
        "put",
        here,
        {"rows": [{"matter": ""}, {"matter": "检测", "accountable": 999_999, "wer": 1}]},
    )

    assert answer.status_code == 422
    fields = {error["field"] for error in answer.json()["errors"]}
    assert fields == {"rows.0.matter", "rows.1.accountable", "rows.1.wer"}


def test_a_head_returns_the_list(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)
    here = f"/collaborations/{collaboration.pk}/responsibilities"

    answer = call(
        signed_in(cast.wang), "post", f"{here}/return", {"department": str(cast.production.pk), "reason": "分工不对"}
    )

    assert answer.json()["state"] == "draft"


def test_a_stranger_gets_404(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)

    for path in ("process-map", "responsibilities", "responsibilities/findings"):
        assert call(signed_in(cast.qian), "get", f"/collaborations/{collaboration.pk}/{path}").status_code == 404
