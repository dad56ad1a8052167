"""The home page of a collaboration: where it stands, what is missing, who owes it."""

import pytest

from tests.make import make_collaboration
from xietong.kit.workflow import NotNow

pytestmark = pytest.mark.django_db


def test_the_home_page_says_the_facts_and_the_open_gate(cast, signed_in):
    c = make_collaboration(cast, stage="launch")
    text = signed_in(cast.lead).get(c.href).content.decode()
    assert "计划起止" in text
    assert f"{c.start_on:%Y-%m-%d}" in text
    assert "启动阶段的关口" in text
    assert "还差" in text


def test_a_gate_that_is_not_met_stays_shut_and_says_why(cast, signed_in):
    c = make_collaboration(cast, stage="launch")
    answer = signed_in(cast.lead).post(f"{c.href}/stage")
    assert answer.status_code == 409
    assert "还不能进入下一阶段" in answer.content.decode()
    c.refresh_from_db()
    assert c.state == "launch"


def test_who_may_not_advance_is_told_who_may(cast, signed_in):
    c = make_collaboration(cast, stage="launch")
    answer = signed_in(cast.liaison_of(cast.rnd)).post(f"{c.href}/stage")
    assert answer.status_code in (403, 409)


@pytest.mark.parametrize("stage", ["launch", "planning", "closing"])
def test_the_gate_over_the_api_says_the_same(cast, signed_in, stage):
    c = make_collaboration(cast, stage=stage)
    said = signed_in(cast.lead).get(f"/api/v1/collaborations/{c.pk}/gate").json()
    assert said["stage"] == stage
    assert any(item["state"] == "open" for item in said["items"])
    assert all(item["message"] and item["href"].startswith("/") for item in said["items"] if item["state"] == "open")


def test_documents_are_listed_and_come_in_every_kind(cast, signed_in):
    c = make_collaboration(cast, stage="execution")
    client = signed_in(cast.lead)
    offers = client.get(f"/api/v1/collaborations/{c.pk}/documents").json()["items"]
    assert "application" in {offer["form"] for offer in offers}
    for offer in offers:
        for kind, address in offer["files"].items():
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.content[:200])
            assert answer.content[:2] in (b"PK", b"%P"), kind


def test_a_signed_document_is_offered_as_pdf_only(cast, signed_in):
    c = make_collaboration(cast, stage="execution")
    offers = signed_in(cast.lead).get(f"/api/v1/collaborations/{c.pk}/documents").json()["items"]
    assert all(list(offer["files"]) == ["pdf"] for offer in offers if offer["signed"])


def test_an_archived_collaboration_has_no_next_stage(cast):
    from tests.cast import NOW, actor
    from xietong.domain.lifecycle.services import advance

    c = make_collaboration(cast, stage="archived")
    with pytest.raises(NotNow, match="没有下一阶段"):
        advance(c, by=actor(cast.lead, c), now=NOW)
