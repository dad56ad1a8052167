"""Readings about lessons: what one may read, filtered; what fits an undertaking."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.http import Http404

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import visible
from xietong.domain.collaborations.states import Confidentiality
from xietong.domain.knowledge.models import Lesson
from xietong.domain.knowledge.states import LessonKind, LessonState
from xietong.domain.people.queries import Who
from xietong.domain.people.roles import Role

OPEN_LEVELS = (Confidentiality.PUBLIC, Confidentiality.INTERNAL)


def visible_lessons(who: Who) -> Any:
    """Published lessons of no secret, and those of collaborations one may read. The PMO sees drafts and retired ones too.

    Publishing is what makes a lesson of an internal collaboration the whole company's; a secret stays in its circle.
    """
    if not who.person_id:
        return Lesson.objects.none()
    rows = Lesson.objects.filter(
        Q(collaboration=None)
        | Q(collaboration__confidentiality__in=[level.value for level in OPEN_LEVELS])
        | Q(collaboration__in=visible(who).values("pk"))
    )
    return rows if Role.PMO in who.company_roles else rows.filter(state=LessonState.PUBLISHED)


def lesson_list(who: Who, filters: Mapping[str, str], *, before: int | None = None, limit: int = 50) -> list[Lesson]:
    """Newest first, at most `limit` + 1; filters: q, scenario, kind, state, department (each may be missing)."""
    rows = visible_lessons(who).select_related("collaboration", "department")
    for word in filters.get("q", "").split():
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(applies_when__icontains=word))
    if scenario := filters.get("scenario"):
        rows = rows.filter(scenario=scenario)
    if (kind := filters.get("kind")) and LessonKind.called(kind):
        rows = rows.filter(kind=LessonKind.called(kind))
    if (state := filters.get("state")) and LessonState.called(state):
        rows = rows.filter(state=LessonState.called(state))
    if department := filters.get("department"):
        rows = rows.filter(department__name=department)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: limit + 1])


def lesson_for(who: Who, pk: int) -> Lesson:
    lesson = visible_lessons(who).select_related("collaboration", "department").filter(pk=pk).first()
    if lesson is None:
        raise Http404("没有这条经验，或您不在知悉范围内。")
    return lesson


def may_open(who: Who, lesson: Lesson) -> bool:
    """May this person also read the collaboration that the lesson comes from?"""
    return bool(lesson.collaboration_id and visible(who).filter(pk=lesson.collaboration_id).exists())


def openable(who: Who, lessons: Iterable[Lesson]) -> set[int]:
    """Ids of the collaborations among their sources that this person may read."""
    ids = {row.collaboration_id for row in lessons if row.collaboration_id}
    return set(visible(who).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def lesson_scenarios(who: Who) -> list[str]:
    """Scenarios for which there is something to learn."""
    return sorted(set(visible_lessons(who).exclude(scenario="").order_by().values_list("scenario", flat=True)))


def fitting_lessons(who: Who, scenario: str, *, limit: int = 8) -> list[Lesson]:
    """What the company learned from undertakings of this kind, improvements first."""
    rows = visible_lessons(who).filter(scenario=scenario, state=LessonState.PUBLISHED).exclude(kind=LessonKind.REPORT)
    return sorted(rows.order_by("-pk")[: limit * 2], key=lambda row: row.kind != LessonKind.IMPROVEMENT)[:limit]


def drafts_waiting() -> int:
    return Lesson.objects.filter(state=LessonState.DRAFT).count()


def similar_collaborations(who: Who, scenario: str, *, limit: int = 5) -> list[Collaboration]:
    """Finished undertakings of this kind that one may read, newest first."""
    rows = visible(who).filter(scenario=scenario, state__in=["closing", "archived"]).select_related("lead")
    return list(rows.order_by("-pk")[:limit])
