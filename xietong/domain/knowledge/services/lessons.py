"""Write, edit, publish and retire lessons."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.knowledge import events
from xietong.domain.knowledge.models import Lesson
from xietong.domain.knowledge.permissions import KNOWLEDGE
from xietong.domain.knowledge.rules import lessons_in
from xietong.domain.knowledge.states import LessonKind
from xietong.domain.people.models import Department
from xietong.kit.access import Actor
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems
from xietong.kit.steps import change, take_step

MAX_TEXT = 5000


def _checked(title: str, text: str, applies_when: str, tags: Iterable[str]) -> dict[str, Any]:
    problems = []
    title, text = title.strip(), text.strip()
    if not title:
        problems.append(Problem("title", "标题", "没有填写，请用一句话写明经验或改进点。", "missing"))
    if len(title) > 120:
        problems.append(Problem("title", "标题", f"有 {len(title)} 个字，最多 120 个字。", "long"))
    if not text:
        problems.append(Problem("text", "内容", "没有填写，请写明做法、效果和依据。", "missing"))
    if len(text) > MAX_TEXT:
        problems.append(Problem("text", "内容", f"有 {len(text)} 个字，最多 {MAX_TEXT} 个字。", "long"))
    if problems:
        raise Problems(problems)
    words = [tag.strip()[:20] for tag in tags if tag.strip()]
    return {
        "title": title,
        "text": text,
        "applies_when": applies_when.strip()[:1000],
        "tags": list(dict.fromkeys(words))[:10],
    }


@transaction.atomic
def write_lesson(
    *,
    kind: LessonKind,
    title: str,
    text: str,
    applies_when: str = "",
    scenario: str = "",
    department: Department | None = None,
    tags: Iterable[str] = (),
    collaboration: Collaboration | None = None,
    by: Actor,
    now: datetime,
) -> Lesson:
    """A draft; the PMO publishes it."""
    KNOWLEDGE.require("lesson.write", by.roles)
    lesson = Lesson.objects.create(
        kind=kind,
        scenario=scenario or (collaboration.scenario if collaboration else ""),
        department=department,
        collaboration=collaboration,
        state_since=now,
        **_checked(title, text, applies_when, tags),
    )
    announce(events.LessonWritten(lesson_id=lesson.pk, context_id=lesson.context_id), by=by, now=now)
    return lesson


@transaction.atomic
def edit_lesson(
    lesson: Lesson,
    *,
    title: str,
    text: str,
    applies_when: str,
    tags: Iterable[str],
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Lesson:
    """The PMO makes it readable for people who were not there."""
    KNOWLEDGE.require("lesson.edit", by.roles)
    event = events.LessonEdited(lesson_id=lesson.pk, context_id=lesson.context_id)
    return change(lesson, by=by, now=now, version=version, event=event, **_checked(title, text, applies_when, tags))


def publish_lesson(lesson: Lesson, *, by: Actor, now: datetime, version: int | None = None) -> Lesson:
    """Into the knowledge base, to be offered wherever it fits."""
    return take_step(lesson, "publish", by=by, now=now, version=version)


def retire_lesson(lesson: Lesson, *, by: Actor, now: datetime, version: int | None = None) -> Lesson:
    """Out of the lists; what is kept of it stays readable for the PMO."""
    return take_step(lesson, "retire", by=by, now=now, version=version)


@transaction.atomic
def draft_lessons(
    collaboration: Collaboration, answers: Mapping[str, Any], *, by: Actor, now: datetime
) -> list[Lesson]:
    """From the answers of a published retrospective; a row that is there already is not written twice."""
    there = set(Lesson.objects.filter(collaboration=collaboration).values_list("kind", "title"))
    made = []
    for row in lessons_in(collaboration.title, answers):
        if (row.kind, row.title) in there:
            continue
        there.add((row.kind, row.title))
        made.append(
            write_lesson(
                kind=LessonKind(row.kind),
                title=row.title,
                text=row.text[:MAX_TEXT],
                applies_when=row.applies_when,
                tags=row.tags,
                collaboration=collaboration,
                department=collaboration.initiating_department,
                by=by,
                now=now,
            )
        )
    return made
