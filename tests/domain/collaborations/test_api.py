"""Collaborations over the API: the same services, the manners of errors and versions."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, PASSWORD
from tests.make import answers, make_application, make_collaboration
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.queries import SYSTEM
from xietong.domain.people.services import make_token

FORMS = Path(__file__).parents[2] / "data" / "forms"
API = "/api/v1"


@pytest.fixture
def as_(cast, clock, client):
    """`as_(person)("post", "/collaborations", {...})` calls the API with a writing token of that person."""

    def caller(person):
        _row, key = make_token(person=person, name="测试", may_write=True, days=1, by=SYSTEM, now=NOW)

        def call(method, path, body=None, **headers):
            more = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
            return getattr(client, method)(API + path, headers={"Authorization": f"Bearer {key}", **headers}, **more)

        call.key = key
        return call

    return caller


def test_a_life_over_the_api(cast, as_):
    lin = as_(cast.lin)
    made = lin("post", "/collaborations", answers(cast))
    assert made.status_code == 201
    path = f"/collaborations/{made.json()['id']}/application"
    read = lin("get", path)

    changed = lin("put", path, answers(cast, title="改名"), **{"If-Match": read["ETag"]})
    stale = lin("put", path, answers(cast, title="再改"), **{"If-Match": read["ETag"]})
    sent = lin("post", f"{path}/submit", {})

    assert (changed.status_code, stale.status_code, sent.status_code) == (200, 412, 200)
    assert stale["Content-Type"] == "application/problem+json"
    assert sent.json()["state"] == "head_review"
    for person in (cast.chen, cast.zhao, cast.wang):
        done = as_(person)("post", f"{path}/sign", {"password": PASSWORD, "digest": sent.json()["signed_content"]})
        assert done.status_code == 200, done.content
    detail = lin("get", f"/collaborations/{made.json()['id']}").json()
    assert done.json()["state"] == "approved"
    assert detail["lead"]["name"] == "陈静"
    assert detail["number"] == "XT-2026-0001"
    assert [p["department"]["name"] for p in detail["participations"]] == ["市场部", "研发部", "生产部"]


def test_a_wrong_moment_says_the_state(cast, as_):
    application = make_application(cast, "head_review")

    answer = as_(cast.lin)("post", f"/collaborations/{application.collaboration_id}/application/submit", {})

    assert answer.status_code == 409
    assert answer.json()["state"]["value"] == "head_review"


def test_what_one_may_not_see_is_not_found(cast, as_):
    collaboration = make_collaboration(cast)
    stranger = as_(cast.stranger)

    for path in ("", "/application", "/participations", "/task-forces", "/events"):
        assert stranger("get", f"/collaborations/{collaboration.pk}{path}").status_code == 404
    assert stranger("get", "/collaborations").json()["items"] == []


@pytest.mark.parametrize(
    "body, status",
    [
        ({}, 422),
        ({"title": ""}, 422),
        ({"title": "好", "involved_departments": [{"department": 99999}]}, 422),
        ({"title": "好", "start_on": "2026-12-01", "finish_on": "2026-11-01"}, 422),
        ({"title": "好", "nonsense": 1}, 422),
        ({"playbook": "unknown"}, None),
        ({"title": "只有名称的草稿"}, 201),
    ],
)
def test_a_body_is_checked_and_nothing_is_half_created(cast, as_, body, status):
    answer = as_(cast.lin)("post", "/collaborations", body)

    assert answer.status_code == status or (status is None and answer.status_code in (404, 422)), answer.content
    assert Collaboration.objects.count() == (1 if status == 201 else 0)
    if status == 422:
        assert answer.json()["errors"]


def test_an_unreadable_body_is_400(cast, as_, client):
    key = as_(cast.lin).key

    answer = client.post(
        f"{API}/collaborations", "{", content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )

    assert answer.status_code == 400


def test_the_same_key_creates_once(cast, as_):
    lin = as_(cast.lin)

    first = lin("post", "/collaborations", {"title": "一次"}, **{"Idempotency-Key": "k1"})
    again = lin("post", "/collaborations", {"title": "一次"}, **{"Idempotency-Key": "k1"})
    other = lin("post", "/collaborations", {"title": "二次"}, **{"Idempotency-Key": "k1"})

    assert first.json()["id"] == again.json()["id"]
    assert other.status_code == 422
    assert Collaboration.objects.count() == 1


def test_the_list_is_read_with_few_statements_and_pages(cast, as_):
    for number in range(30):
        make_collaboration(cast, title=f"项目{number}")
    zhang = as_(cast.zhang)
    zhang("get", "/collaborations")

    with CaptureQueriesContext(connection) as statements:
        page = zhang("get", "/collaborations?limit=10").json()
    rest = zhang("get", f"/collaborations?limit=30&cursor={page['next']}").json()

    assert len(statements) <= 4
    assert len(page["items"]) == 10
    assert len(rest["items"]) == 20
    assert rest["next"] is None
    assert zhang("get", "/collaborations?limit=0").status_code == 422
    assert zhang("get", "/collaborations?cursor=xx").status_code == 422


def _upload(client, key, name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(name, content)
    return client.post(f"{API}/collaborations", {"file": file}, headers={"Authorization": f"Bearer {key}"})


@pytest.mark.parametrize("name", ["申请表-智能门锁X3上市.docx", "申请表-批量断电投诉.xlsx"])
def test_a_filled_form_becomes_a_draft(cast, as_, client, name):
    answer = _upload(client, as_(cast.lin).key, name, (FORMS / name).read_bytes())

    expected = json.loads((FORMS / name).with_suffix(".json").read_text(encoding="utf-8"))
    assert answer.status_code == 201, answer.content.decode()
    made = answer.json()
    assert made["title"] == expected["title"]
    assert made["initiator"]["name"] == expected["initiator"]
    assert made["initiating_department"]["name"] == expected["initiating_department"]
    assert made["start_on"] == expected["start_on"]


@pytest.mark.parametrize(
    "name, content, status",
    [
        ("表.docx", b"PK\x03\x04broken", 422),
        ("表.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 415),
        ("表.pdf", b"%PDF-1.7", 415),
        ("表.docx", b"", 422),
    ],
)
def test_a_bad_file_creates_nothing(cast, as_, client, name, content, status):
    answer = _upload(client, as_(cast.lin).key, name, content)

    assert 400 <= answer.status_code < 500
    assert answer.json()["errors"] if content else True
    assert Collaboration.objects.count() == 0


def test_an_unknown_department_in_a_file_is_named_and_creates_nothing(cast, as_, client):
    cast.supply.name = "采购中心"
    cast.supply.aliases = []
    cast.supply.save()
    name = "申请表-智能门锁X3上市.docx"

    answer = _upload(client, as_(cast.lin).key, name, (FORMS / name).read_bytes())

    assert answer.status_code == 422
    assert "供应链部" in answer.content.decode()
    assert Collaboration.objects.count() == 0


def test_a_signature_can_be_verified_by_those_who_may_read(cast, as_):
    application = make_application(cast, "approved")
    lin = as_(cast.lin)
    path = f"/collaborations/{application.collaboration_id}/application"
    pk = lin("get", path).json()["signatures"][0]["signature"]

    found = lin("get", f"/signatures/{pk}/verify").json()

    assert found["holds"] is True
    assert found["record"]["meaning"].startswith("签署《")
    assert as_(cast.stranger)("get", f"/signatures/{pk}/verify").status_code == 404


def test_team_over_the_api(cast, as_):
    collaboration = make_collaboration(cast, liaisons=False)
    wang, path = as_(cast.wang), f"/collaborations/{collaboration.pk}"
    mine = next(p for p in wang("get", f"{path}/participations").json()["items"] if p["department"]["name"] == "生产部")

    named = wang("put", f"{path}/participations/{mine['id']}", {"liaison": str(cast.ma.pk)})
    force = as_(cast.chen)(
        "post", f"{path}/task-forces", {"name": "认证", "leader": cast.xu.pk, "members": [{"person": cast.ma.pk}]}
    )
    refused = wang("post", f"{path}/task-forces", {"name": "二", "leader": cast.xu.pk})
    gone = as_(cast.chen)("delete", f"{path}/task-forces/{force.json()['id']}")

    assert named.json()["liaison"]["name"] == "马超"
    assert (force.status_code, refused.status_code, gone.status_code) == (201, 403, 204)


def test_the_feed_carries_sentences(cast, as_):
    application = make_application(cast, "approved")

    items = as_(cast.lin)("get", f"/collaborations/{application.collaboration_id}/events?limit=500").json()["items"]

    assert "新建了申请表草稿" in [item["text"] for item in items]
    assert all(item["text"] and item["at"] for item in items)


def test_the_api_describes_itself(cast, client):
    schema = client.get(f"{API}/openapi.json").json()

    operation = schema["paths"]["/api/v1/collaborations/{pk}/application"]["put"]
    assert "goal" in json.dumps(operation["requestBody"])
