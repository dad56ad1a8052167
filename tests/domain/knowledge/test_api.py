"""The knowledge base for other programs."""

import json

from tests.cast import who
from tests.domain.knowledge.playbooks import as_file, complaint
from tests.make import make_collaboration
from xietong.domain.knowledge import services
from xietong.domain.knowledge.states import LessonKind


def post(browser, path, body):
    data = body if isinstance(body, str) else json.dumps(body)
    return browser.post(f"/api/v1{path}", data, content_type="application/json")


def test_playbooks_are_listed_and_read_whole(signed_in, cast, playbooks):
    browser = signed_in(cast.lin)

    items = browser.get("/api/v1/playbooks").json()["items"]
    whole = browser.get("/api/v1/playbooks/customer_complaint").json()

    assert {row["key"] for row in items} == set(playbooks)
    assert whole["content"]["wbs"]["tasks"][0]["id"] == "T01"
    assert browser.get("/api/v1/playbooks/moon").status_code == 404


def test_the_pmo_uploads_a_playbook(signed_in, cast, playbooks):
    text = as_file(complaint())

    assert post(signed_in(cast.lin), "/playbooks", text).status_code == 403
    made = post(signed_in(cast.zhang), "/playbooks", text)
    assert (made.status_code, made.json()["edition"]) == (201, 2)
    wrong = post(signed_in(cast.zhang), "/playbooks", "a: 1\na: 2")
    assert (wrong.status_code, wrong.json()["errors"][0]["where"]) == (422, "第 2 行")
    assert post(signed_in(cast.zhang), "/playbooks/customer_complaint/retire", {}).json()["current"] is False


def test_a_collaboration_starts_from_a_playbook_on_both_addresses(signed_in, cast, playbooks):
    browser = signed_in(cast.lin)
    body = {
        "playbook": "customer_complaint",
        "title": "批量断电投诉",
        "start_on": "2026-11-24",
        "departments": {"product": cast.rnd.pk, "finance": None},
    }

    one = post(browser, "/collaborations/from-playbook", body)
    two = post(browser, "/collaborations", body)

    assert (one.status_code, two.status_code) == (201, 201)
    assert one.json()["application"]["scenario"] == "客户投诉处理"
    assert one.json()["start_on"] == "2026-11-24"
    assert browser.get(f"/api/v1/collaborations/{one.json()['id']}/playbook").json()["departments"]["finance"] is None


def test_a_wrong_start_is_told(signed_in, cast, playbooks):
    browser = signed_in(cast.lin)
    good = {"playbook": "large_event"}

    assert post(browser, "/collaborations/from-playbook", {}).status_code == 422
    assert post(browser, "/collaborations/from-playbook", {"playbook": "moon"}).status_code == 404
    for more in ({"start_on": "soon"}, {"departments": [1]}, {"departments": {"marketing": "x"}}, {"answers": 3}):
        assert post(browser, "/collaborations/from-playbook", good | more).status_code == 422, more
    near = post(browser, "/collaborations/from-playbook", good | {"target_on": "2026-12-01"})
    assert (near.status_code, near.json()["errors"][0]["code"]) == (422, "unreachable")


def test_parts_are_taken_over(signed_in, cast, playbooks):
    collaboration = make_collaboration(cast, "planning")
    browser, address = signed_in(cast.chen), f"/collaborations/{collaboration.pk}/playbook"

    assert browser.get(f"/api/v1{address}").json() == {"playbook": None, "parts": []}
    assert post(browser, address, {"playbook": "new_product_launch"}).status_code == 201
    assert post(browser, f"{address}/parts", {"part": "tasks"}).json()["count"] > 5
    assert post(browser, f"{address}/parts", {"part": "moon"}).status_code == 422
    assert post(browser, f"{address}/parts", {"part": "tasks"}).status_code == 409


def test_lessons_are_written_published_and_paged(signed_in, cast, now):
    pmo = signed_in(cast.zhang)
    made = post(pmo, "/lessons", {"kind": "success", "title": "先预热", "text": "做法"})
    pk = made.json()["id"]

    assert signed_in(cast.lin).get(f"/api/v1/lessons/{pk}").status_code == 404
    assert post(pmo, f"/lessons/{pk}/publish", {}).json()["state"] == "published"
    assert signed_in(cast.lin).get(f"/api/v1/lessons/{pk}").json()["title"] == "先预热"
    assert post(pmo, "/lessons", {"kind": "moon", "title": "x", "text": "y"}).status_code == 422
    second = services.write_lesson(kind=LessonKind.REPORT, title="二", text="二", by=who(cast.zhang).actor(), now=now)
    first_page = pmo.get("/api/v1/lessons?limit=1").json()
    assert [row["title"] for row in first_page["items"]] == [second.title]
    assert pmo.get(f"/api/v1/lessons?limit=1&cursor={first_page['next']}").json()["items"][0]["title"] == "先预热"
    assert post(pmo, f"/lessons/{pk}/retire", {}).json()["state"] == "retired"
