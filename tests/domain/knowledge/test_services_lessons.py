"""Lessons: drafted from a published retrospective, made readable and published by the PMO, kept from strangers."""

import pytest

from tests.cast import actor, who
from tests.make import make_collaboration
from xietong.domain.closing.events import RetrospectivePublished
from xietong.domain.closing.models import Retrospective
from xietong.domain.collaborations.states import Confidentiality
from xietong.domain.knowledge import queries, services
from xietong.domain.knowledge.models import Lesson
from xietong.domain.knowledge.states import LessonKind, LessonState
from xietong.kit.access import Forbidden
from xietong.kit.events.announce import announce
from xietong.kit.jobs.work import run_all
from xietong.kit.notices.models import Notice
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.workflow import NotNow

ANSWERS = {
    "summary": "按期上市，首月签约420家。",
    "successes": [{"practice": "立项即预约认证", "evidence": "少等5个工作日", "conditions": "有强制认证的产品"}],
    "improvements": [{"problem": "包装打样返工两次", "root_cause": "评审缺市场部", "measure": "评审名单固定"}],
    "tags": ["认证", "包装"],
}


def write(cast, now, **changes):
    asked = {"kind": LessonKind.SUCCESS, "title": "立项即预约认证", "text": "少等5个工作日", **changes}
    return services.write_lesson(by=who(cast.zhang).actor(), now=now, **asked)


def test_a_published_retrospective_becomes_drafts_and_the_pmo_is_told(cast, now, db):
    collaboration = make_collaboration(cast, "closing")
    report = Retrospective.objects.create(
        collaboration=collaboration, state="published", state_since=now, opened_by=cast.chen, answers=ANSWERS
    )
    for _ in range(2):  # a reaction may run twice
        event = RetrospectivePublished(retrospective_id=report.pk, context_id=collaboration.pk)
        announce(event, by=actor(cast.chen, collaboration), now=now)
        run_all(now=now)

    lessons = Lesson.objects.filter(collaboration=collaboration).order_by("pk")
    assert [(row.kind, row.title) for row in lessons] == [
        ("success", "立项即预约认证"),
        ("improvement", "包装打样返工两次"),
        ("report", "《智能门锁X3上市》复盘报告"),
    ]
    assert {row.state for row in lessons} == {LessonState.DRAFT}
    assert lessons[0].scenario == "新产品上市"
    assert lessons[0].tags == ["认证", "包装"]
    assert Notice.objects.filter(person=cast.zhang, rule__startswith="knowledge.LessonWritten").count() == 3


def test_a_draft_is_the_pmos_until_it_is_published(cast, now):
    lesson = write(cast, now)

    assert list(queries.visible_lessons(who(cast.lin))) == []
    assert list(queries.visible_lessons(who(cast.zhang))) == [lesson]

    services.publish_lesson(lesson, by=who(cast.zhang).actor(), now=now)

    assert list(queries.visible_lessons(who(cast.lin))) == [lesson]


def test_a_lesson_of_a_secret_stays_in_its_circle(cast, now):
    secret = make_collaboration(cast, "closing", confidentiality=Confidentiality.SECRET)
    lesson = write(cast, now, collaboration=secret)
    services.publish_lesson(lesson, by=who(cast.zhang).actor(), now=now)

    assert lesson in queries.visible_lessons(who(cast.wu))
    assert lesson not in queries.visible_lessons(who(cast.qian))


def test_only_the_pmo_edits_publishes_and_retires(cast, now):
    lesson = write(cast, now)
    by = who(cast.chen).actor()

    with pytest.raises(Forbidden):
        services.publish_lesson(lesson, by=by, now=now)
    with pytest.raises(Forbidden):
        services.retire_lesson(lesson, by=by, now=now)
    with pytest.raises(Forbidden):
        services.edit_lesson(lesson, title="x", text="y", applies_when="", tags=(), by=by, now=now)


def test_an_edit_needs_words_and_the_version_that_was_read(cast, now):
    lesson, by = write(cast, now), who(cast.zhang).actor()

    with pytest.raises(Problems, match="标题：没有填写"):
        services.edit_lesson(lesson, title=" ", text="", applies_when="", tags=(), by=by, now=now)
    changed = services.edit_lesson(
        lesson, title="新标题", text="新内容", applies_when="", tags=["认证", "认证", " "], by=by, now=now, version=1
    )
    assert (changed.title, changed.tags, changed.version) == ("新标题", ["认证"], 2)
    with pytest.raises(StaleVersion):
        services.edit_lesson(lesson, title="旧", text="旧", applies_when="", tags=(), by=by, now=now, version=1)


def test_a_retired_lesson_can_come_back_and_a_published_one_is_not_published_twice(cast, now):
    by = who(cast.zhang).actor()
    lesson = services.publish_lesson(write(cast, now), by=by, now=now)

    with pytest.raises(NotNow):
        services.publish_lesson(lesson, by=by, now=now)
    retired = services.retire_lesson(lesson, by=by, now=now)
    assert queries.fitting_lessons(who(cast.lin), lesson.scenario) == []
    assert services.publish_lesson(retired, by=by, now=now).state == LessonState.PUBLISHED


def test_what_fits_a_scenario_is_offered_improvements_first(cast, now):
    for kind, title in ((LessonKind.SUCCESS, "好"), (LessonKind.IMPROVEMENT, "改"), (LessonKind.REPORT, "报告")):
        lesson = write(cast, now, kind=kind, title=title, scenario="流程优化")
        services.publish_lesson(lesson, by=who(cast.zhang).actor(), now=now)

    assert [row.title for row in queries.fitting_lessons(who(cast.lin), "流程优化")] == ["改", "好"]
