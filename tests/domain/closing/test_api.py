"""The end of a collaboration through the API: the same services, the same refusals."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import NOW, PASSWORD
from tests.domain.closing.ending import PDF, hand_in, make_task, ready_to_archive, report
from tests.make import make_collaboration
from xietong.kit.api.manners import digest_of_token
from xietong.kit.api.models import Token
from xietong.kit.jobs.work import run_all

pytestmark = pytest.mark.django_db


class Api:
    """Calls as one person, with a token."""

    def __init__(self, person):
        key = f"key-{person.username}"
        Token.objects.get_or_create(
            digest=digest_of_token(key),
            defaults={
                "person": person,
                "name": "t",
                "may_write": True,
                "made_at": NOW,
                "expires_at": NOW + timedelta(days=9),
            },
        )
        self.client = Client(headers={"Authorization": f"Bearer {key}"})

    def call(self, method, path, body=None, **headers):
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.client, method)(f"/api/v1{path}", headers=headers or None, **data)

    def ok(self, method, path, body=None, **headers):
        answer = self.call(method, path, body, **headers)
        assert answer.status_code < 300, answer.content.decode()
        return answer.json()


def test_a_task_is_checked_handed_in_accepted_and_signed(cast, clock):
    collaboration = make_collaboration(cast, "execution")
    task = make_task(collaboration, cast.xu)
    here, owner, lead = f"/collaborations/{collaboration.pk}", Api(cast.xu), Api(cast.chen)
    check = f"{here}/self-checks/{task.pk}"

    empty = owner.call("post", f"{check}/submit")
    assert empty.status_code == 409
    owner.ok("put", check, {"items": [{"meets": True}, {"meets": True, "remark": "98.6%"}], "summary": ""})
    sent = owner.client.post(f"/api/v1{check}/files", {"file": SimpleUploadedFile("成果.pdf", PDF)})
    assert sent.status_code == 201
    assert owner.ok("post", f"{check}/submit")["state"] == "submitted"

    row = lead.ok("post", f"{here}/acceptance", {"kind": "tasks"})
    one = f"{here}/acceptance/{row['id']}"
    items = [item["id"] for item in row["items"]]
    assert owner.call("post", f"{one}/judge", {"items": items, "verdict": "pass"}).status_code == 403
    lead.ok("post", f"{one}/judge", {"items": items, "verdict": "pass"})
    row = lead.ok("post", f"{one}/submit")
    assert row["state"] == "signing"
    wrong = lead.call("post", f"{one}/sign", {"digest": "0" * 64, "password": PASSWORD})
    assert wrong.status_code == 412
    while row["state"] == "signing":
        row = lead.ok("post", f"{one}/sign", {"digest": row["content_digest"], "password": PASSWORD})

    task.refresh_from_db()
    assert (row["state"], task.state) == ("passed", "done")


def test_the_report_is_scored_written_and_published(cast, clock):
    collaboration = make_collaboration(cast, "closing")
    here, lead = f"/collaborations/{collaboration.pk}/retrospective", Api(cast.chen)
    lead.ok("post", here)
    marks = {key: {"score": 4} for key in ("goals", "process", "communication", "risks")}
    refused = lead.call("post", f"{here}/scores", {"goals": {"score": 9}})
    assert refused.status_code == 422
    Api(cast.wang).ok("post", f"{here}/scores", marks)
    lead.ok("post", f"{here}/write")
    lead.ok("put", f"{here}/report", report(cast))
    row = lead.ok("post", f"{here}/submit")

    row = lead.ok("post", f"{here}/publish", {"digest": row["content_digest"], "password": PASSWORD})

    assert row["state"] == "published"
    assert row["scores"][0]["average"] == "4.0"


def test_leftovers_and_the_archive(cast, clock):
    collaboration = ready_to_archive(cast)
    here, lead = f"/collaborations/{collaboration.pk}", Api(cast.chen)
    left = lead.ok("get", f"{here}/leftovers")["items"][0]
    assert lead.ok("get", f"{here}/archive")["state"] is None

    asked = lead.ok("post", f"{here}/archive", {"retention": "for_ever"})
    assert asked["state"] == "asked"
    run_all(now=NOW)

    archive = lead.ok("get", f"{here}/archive")
    assert (archive["state"], archive["retention"]) == ("sealed", "永久")
    assert lead.client.get(f"/api/v1{here}/archive/package").status_code == 200
    assert lead.ok("post", f"{here}/archive/verify")["findings"] == []
    # read-only now, but the leftover goes on
    assert (
        lead.call("post", f"{here}/leftovers", {"owner": "1", "due_on": "2027-01-01", "standard": "x"}).status_code
        == 409
    )
    done = Api(cast.ma).ok("post", f"{here}/leftovers/{left['id']}/finish", {"evidence": "已补货，见照片"})
    assert done["state"] == "finished"
    assert lead.ok("post", f"{here}/leftovers/{left['id']}/close")["state"] == "closed"


def test_what_one_may_not_see_does_not_exist(cast, clock):
    collaboration = make_collaboration(cast, "closing")
    hand_in(make_task(collaboration, cast.xu))
    stranger = Api(cast.stranger)

    for page in ("self-checks", "acceptance", "retrospective", "leftovers", "archive"):
        assert stranger.call("get", f"/collaborations/{collaboration.pk}/{page}").status_code == 404


def test_a_stale_version_is_told(cast, clock):
    collaboration = make_collaboration(cast, "execution")
    task = make_task(collaboration, cast.xu)
    owner, check = Api(cast.xu), f"/collaborations/{collaboration.pk}/self-checks/{task.pk}"
    owner.ok("put", check, {"items": [{"meets": True}]})

    answer = owner.call("put", check, {"items": [{"meets": False}]}, **{"If-Match": '"7"'})

    assert answer.status_code == 412
