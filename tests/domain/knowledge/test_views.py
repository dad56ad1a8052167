"""The pages of the knowledge base: words, effects, refusals, and as many statements for many rows as for few."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import who
from tests.domain.knowledge.playbooks import as_file, complaint
from tests.make import make_collaboration
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.knowledge import services
from xietong.domain.knowledge.models import Lesson, Playbook
from xietong.domain.knowledge.states import LessonKind, LessonState
from xietong.domain.people.queries import SYSTEM


def lessons(cast, now, count):
    for number in range(count):
        lesson = services.write_lesson(
            kind=LessonKind.SUCCESS,
            title=f"经验{number}",
            text="先做渠道预热",
            scenario="新产品上市",
            by=who(cast.zhang).actor(),
            now=now,
        )
        services.publish_lesson(lesson, by=who(cast.zhang).actor(), now=now)


@pytest.mark.parametrize("path", ["/knowledge", "/knowledge/playbooks"])
def test_the_knowledge_base_is_read_by_everybody_signed_in(signed_in, cast, playbooks, path, client):
    assert signed_in(cast.qian).get(path).status_code == 200
    assert client.get(path).status_code == 302


def test_an_empty_knowledge_base_says_what_belongs_there(signed_in, cast):
    words = signed_in(cast.qian).get("/knowledge").content.decode()

    assert "还没有经验" in words
    assert "写一条" not in words


def test_lessons_are_found_by_words_and_filters(signed_in, cast, now):
    lessons(cast, now, 2)
    browser = signed_in(cast.lin)

    assert "经验1" in browser.get("/knowledge?q=渠道 预热&scenario=新产品上市&kind=success").content.decode()
    assert "没有符合条件的经验" in browser.get("/knowledge?q=火星").content.decode()


def test_the_list_asks_the_same_for_many_as_for_few(signed_in, cast, now):
    browser = signed_in(cast.zhang)
    counts = []
    browser.get("/knowledge")
    for more in (3, 27):
        lessons(cast, now, more)
        with CaptureQueriesContext(connection) as asked:
            browser.get("/knowledge")
        counts.append(sum("knowledge_lesson" in query["sql"] for query in asked))

    assert counts == [3, 3]


def test_the_pmo_writes_edits_publishes_and_retires_a_lesson(signed_in, cast):
    browser = signed_in(cast.zhang)

    browser.post("/knowledge", {"kind": "success", "title": "先预热", "text": "做法", "tags": "渠道，预热"})
    lesson = Lesson.objects.get()
    browser.post(lesson.href, {"version": "1", "title": "先做渠道预热", "text": "做法", "tags": "渠道"})
    done = browser.post(f"{lesson.href}/publication", follow=True)

    lesson.refresh_from_db()
    assert (lesson.title, lesson.state) == ("先做渠道预热", LessonState.PUBLISHED)
    assert "已发布，全公司可以查到" in done.content.decode()
    browser.post(f"{lesson.href}/retirement")
    assert signed_in(cast.lin).get(lesson.href).status_code == 404


def test_a_lesson_links_to_its_collaboration_only_for_those_who_may_read_it(signed_in, cast, now):
    collaboration = make_collaboration(cast, "closing")
    lesson = services.write_lesson(
        kind=LessonKind.SUCCESS, title="经验", text="做法", collaboration=collaboration, by=SYSTEM, now=now
    )
    services.publish_lesson(lesson, by=who(cast.zhang).actor(), now=now)

    link = f'href="{collaboration.href}"'
    assert link in signed_in(cast.wu).get(lesson.href).content.decode()
    assert link not in signed_in(cast.qian).get(lesson.href).content.decode()


@pytest.mark.parametrize(
    "key", ["annual_budget", "customer_complaint", "large_event", "new_product_launch", "process_improvement"]
)
def test_a_playbook_page_shows_departments_map_tasks_and_risks(signed_in, cast, playbooks, key):
    page = signed_in(cast.qian).get(f"/knowledge/playbooks/{key}")

    words, data = page.content.decode(), playbooks[key].content
    assert page.status_code == 200
    assert "<svg" in words
    for row in [*data["wbs"]["tasks"], *data["risks"], *data["departments"]]:
        assert row["name"] in words


def test_a_playbook_is_exported_and_uploaded_as_a_new_edition(signed_in, cast, playbooks):
    browser = signed_in(cast.zhang)
    text = browser.get("/knowledge/playbooks/customer_complaint.yaml").content

    done = browser.post("/knowledge/playbooks", {"file": SimpleUploadedFile("x.yaml", text)}, follow=True)

    assert "第2版已发布" in done.content.decode()
    assert Playbook.objects.get(key="customer_complaint", is_current=True).edition == 2
    assert "这一版已停用" in browser.get("/knowledge/playbooks/customer_complaint?edition=1").content.decode()


def test_a_wrong_upload_names_every_place(signed_in, cast, playbooks):
    data = complaint()
    data["wbs"]["tasks"][0]["nmae"] = "x"
    upload = SimpleUploadedFile("x.yaml", as_file(data).encode())

    answer = signed_in(cast.zhang).post("/knowledge/playbooks", {"file": upload})

    assert answer.status_code == 422
    assert "不认识的项目“nmae”" in answer.content.decode()
    assert signed_in(cast.lin).post("/knowledge/playbooks", {"file": upload}).status_code in (403, 422)


def form(cast, **changes):
    keys = ("service", "quality", "tech", "product", "legal", "sales", "production", "finance", "marketing")
    people = (
        cast.service, cast.quality, cast.rnd, cast.rnd, cast.legal, cast.sales, cast.production, cast.finance, None,
    )  # fmt: skip
    departments = {f"department-{key}": one.pk if one else "" for key, one in zip(keys, people, strict=True)}
    return {"title": "批量断电投诉", "anchor": "start", "day": "2026-11-24", **departments, **changes}


def test_the_start_page_proposes_departments_and_previews_dates_without_writing(signed_in, cast, playbooks):
    browser = signed_in(cast.lin)
    page = browser.get("/knowledge/playbooks/customer_complaint/start").content.decode()
    seen = browser.post(
        "/knowledge/playbooks/customer_complaint/start", form(cast, act="preview"), headers={"HX-Request": "true"}
    )

    assert f'<option value="{cast.service.pk}" selected>' in page
    words = seen.content.decode()
    assert "2026-11-24 周二" in words
    assert "1.5 舆情监测与回应预案（市场部）" in words
    assert "技术部、产品部 → 研发部" in words
    assert not Collaboration.objects.exists()


def test_a_start_leads_to_the_filled_form_1(signed_in, cast, playbooks):
    answer = signed_in(cast.lin).post("/knowledge/playbooks/customer_complaint/start", form(cast, act="start"))

    made = Collaboration.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/collaborations/{made.pk}/application")
    assert made.title == "批量断电投诉"


def test_a_target_too_near_is_told_in_the_preview_and_refused_at_the_start(signed_in, cast, playbooks):
    browser, asked = signed_in(cast.lin), form(cast, anchor="finish", day="2026-11-30")

    seen = browser.post("/knowledge/playbooks/customer_complaint/start", {**asked, "act": "preview"})
    refused = browser.post("/knowledge/playbooks/customer_complaint/start", {**asked, "act": "start"})
    pressed = browser.post("/knowledge/playbooks/customer_complaint/start", {**asked, "act": "start", "press": "1"})

    assert seen.status_code in (200, 303)
    assert refused.status_code == 422
    assert "最早可能完成 2026-12-2" in refused.content.decode()
    assert pressed.status_code == 303


def test_the_page_of_a_collaboration_takes_parts_over(signed_in, cast, playbooks):
    collaboration = make_collaboration(cast, "planning")
    browser, address = signed_in(cast.chen), f"/collaborations/{collaboration.pk}/playbook"

    assert "还没有选用标准方案" in browser.get(address).content.decode()
    browser.post(address, {"playbook": "new_product_launch"})
    assert "从标准方案带入" in browser.get(address).content.decode()
    done = browser.post(f"{address}/parts", {"part": "tasks"})

    assert done["Location"].endswith("/tasks")
    assert collaboration.tasks.exists()
    assert browser.post(f"{address}/parts", {"part": "tasks"}).status_code == 409
    assert browser.post(f"{address}/parts", {"part": "moon"}).status_code == 422
    assert signed_in(cast.qian).get(address).status_code == 404
