"""Form 1: what is signed, who is asked, by when, what keeps it from being submitted, what could be said better."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from xietong.domain.collaborations.models import Application, Collaboration
from xietong.domain.collaborations.paper import APPLICATION_FORM
from xietong.domain.collaborations.queries.answers import contradictions, missing_of, names_for
from xietong.domain.collaborations.rules import (
    MINIMUM_DEPARTMENTS,
    SIGN_DAYS,
    needs_executive,
    sign_deadline,
    vague_words,
)
from xietong.domain.collaborations.states import SECRETS, Confidentiality
from xietong.domain.people.models import Department, Person
from xietong.domain.people.queries import company_calendar
from xietong.domain.signoffs.services import Party
from xietong.kit.files.store import attachments_of
from xietong.kit.paperwork.spec import Grid, Text, Texts
from xietong.kit.paperwork.words import in_words, label_in_words
from xietong.kit.problems import Problem
from xietong.scheduling.calendars import WorkCalendar

KIND = "application"  # the subject kind of its rounds, signatures and attachments


def application_of(collaboration: Collaboration) -> Application:
    """Its application, with the collaboration at hand."""
    application: Application = Application.objects.get(collaboration=collaboration)
    application.collaboration = collaboration
    return application


def signed_data(application: Application, *, revision: int) -> dict[str, Any]:
    """Everything the paper says, as plain data: these bytes are what is signed. Names stand beside the ids."""
    answers = {key: value for key, value in application.answers.items() if key != "attachments"}
    names = names_for(application.answers)
    wanted = application.answers.get("attachments") or []
    files = {f.pk: f for f in attachments_of(KIND, application.pk)}
    return {
        "format": "xietong.paper/1",
        "form": f"{APPLICATION_FORM.number} {APPLICATION_FORM.edition}",
        "title": APPLICATION_FORM.title,
        "number": application.collaboration.number or "",
        "revision": revision,
        "answers": answers,
        "words": {
            label_in_words(line): in_words(line, answers.get(line.key), names)
            for line in APPLICATION_FORM.asked_lines
            if line.key != "attachments"
        },
        "attachments": [
            {"id": files[pk].pk, "name": files[pk].name, "size": files[pk].size, "sha256": files[pk].digest}
            for pk in wanted
            if pk in files
        ],
    }


def executive_reasons(answers: Mapping[str, Any]) -> list[str]:
    """Why an executive must approve too; empty: he need not (domain.md §9.13)."""
    budget = answers.get("budget_estimate")
    return needs_executive(
        budget=Decimal(budget) if budget else None,
        start=_day(answers.get("start_on")),
        finish=_day(answers.get("finish_on")),
        secret=answers.get("confidentiality") in {secret.value for secret in SECRETS},
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def executive_for(application: Application) -> int | None:
    """The executive above the initiating department, or above a department over it."""
    department = application.collaboration.initiating_department
    while department is not None:
        if department.executive_id:
            return department.executive_id
        department = department.parent
    return None


def sign_by(calendar: WorkCalendar, now: datetime, *, step: int) -> datetime:
    """The deadline of those whose turn comes now."""
    return sign_deadline(calendar, timezone.localtime(now), SIGN_DAYS[step])


def parties_of(application: Application, *, now: datetime | None = None) -> list[Party]:
    """Who is asked: the head of the initiating department, then all other heads at once, then perhaps the executive.

    With `now` each has the deadline they would have if they were asked at that moment.
    """
    calendar, answers = company_calendar() if now else None, application.answers

    def until(step: int) -> datetime | None:
        return sign_by(calendar, now, step=step) if calendar and now else None

    rows = answers.get("involved_departments") or []
    departments = Department.objects.select_related("head").in_bulk([r["department"] for r in rows if r["department"]])
    initiating = application.collaboration.initiating_department
    parties: list[Party] = []
    if initiating and initiating.head_id:
        first = Party(initiating.head_id, ["发起部门负责人"], initiating.pk, 1, until(1))
        parties.append(first)
    asked = {party.person_id for party in parties}
    for row in rows:
        department = departments.get(row["department"])
        if department is None or not department.head_id:
            continue
        if department.head_id in asked:  # heads several departments, or the initiating one: asked once
            mine = next(party for party in parties if party.person_id == department.head_id)
            if department.pk != mine.department_id:
                mine.capacities.append(f"{department.name}负责人")
            continue
        asked.add(department.head_id)
        parties.append(Party(department.head_id, ["部门负责人"], department.pk, 2, until(2)))
    if executive_reasons(answers) and (executive := executive_for(application)):
        mine_too = next((party for party in parties if party.person_id == executive), None)
        if mine_too:
            mine_too.capacities.append("分管领导")
        else:
            parties.append(Party(executive, ["分管领导"], None, 3, until(3)))
    return parties


def submission_problems(application: Application) -> list[Problem]:
    """Everything that keeps it from being submitted, all at once; empty when it may go round."""
    answers, collaboration = application.answers, application.collaboration
    problems = [*missing_of(answers), *contradictions(answers)]
    rows = answers.get("involved_departments") or []
    involved = [row["department"] for row in rows if row.get("department")]
    initiating = collaboration.initiating_department
    if initiating and initiating.pk not in involved and involved:
        message = f"发起部门 {initiating.name} 也要写在涉及部门中，并写明它承担的工作。"
        problems.append(Problem("involved_departments", "涉及部门", message, "initiator"))
    if 0 < len(set(involved)) < MINIMUM_DEPARTMENTS and not any(
        p.field == "involved_departments" and p.code == "missing" for p in problems
    ):
        message = f"至少涉及 {MINIMUM_DEPARTMENTS} 个部门（含发起部门），否则不必走跨部门协同。"
        problems.append(Problem("involved_departments", "涉及部门", message, "few"))
    headless = Department.objects.filter(pk__in={*involved, initiating.pk if initiating else 0}, head=None)
    for name in headless.values_list("name", flat=True):
        message = f"{name} 还没有登记负责人，无人可以签字；请企管部先在“组织”中登记。"
        problems.append(Problem("involved_departments", "涉及部门", message, "headless"))
    secret = answers.get("confidentiality") in {secret.value for secret in SECRETS}
    if secret and not answers.get("need_to_know"):
        level = Confidentiality(answers["confidentiality"]).label
        problems.append(Problem("need_to_know", "知悉范围", f"密级为{level}，请写明知悉范围内的人员。", "missing"))
    lead = answers.get("proposed_lead")
    if lead and not Person.objects.filter(pk=lead, is_active=True).exists():
        problems.append(Problem("proposed_lead", "建议总负责人", "此人已离职或停用，请另选一人。", "left"))
    return problems


def warnings_of(answers: Mapping[str, Any], today: date) -> list[Problem]:
    """What could be said better; shown, never a reason to refuse (domain.md §6)."""
    found = []
    for line in APPLICATION_FORM.asked_lines:
        for where, field, text in _texts(line, answers.get(line.key)):
            for word, advice in vague_words(text):
                found.append(Problem(field, where, f"“{word}”无法衡量，建议{advice}。", "vague"))
    goal = answers.get("goal") or ""
    if goal and not any(character.isdigit() for character in goal):
        found.append(Problem("goal", "任务目标", "目标里没有数字，建议写明要达到的数值和日期。", "no_number"))
    start, finish = _day(answers.get("start_on")), _day(answers.get("finish_on"))
    if finish and finish < today:
        found.append(Problem("finish_on", "期望完成", f"完成日期 {finish} 已经过去，请确认。", "past"))
    elif start and start < today:
        found.append(Problem("start_on", "期望开始", f"开始日期 {start} 已经过去，请确认。", "past"))
    if start and finish:
        years = company_calendar().years_without_data(start, finish)
        if years:
            which = "、".join(map(str, years))
            message = f"{which} 年的放假安排尚未录入，工作日暂按周末休息计算。"
            found.append(Problem("finish_on", "期望起止", message, "calendar"))
    for number, row in enumerate(answers.get("involved_departments") or []):
        due = _day(row.get("due_on"))
        if due and finish and due > finish:
            where = f"涉及部门 第{number + 1}行 期望完成"
            field = f"involved_departments-{number}-due_on"
            found.append(Problem(field, where, f"{due} 晚于整个任务的完成日期 {finish}，请确认。", "late"))
    return found


def _texts(line: Any, value: Any) -> list[tuple[str, str, str]]:
    """(place, field, text) of everything people wrote in words."""
    if isinstance(line, Grid):
        return [
            (f"{line.label} 第{number + 1}行 {column.label}", f"{line.key}-{number}-{column.key}", row[column.key])
            for number, row in enumerate(value or [])
            for column in line.columns
            if isinstance(column, Text) and row.get(column.key)
        ]
    if isinstance(line, Texts):
        return [(line.label, line.key, "\n".join(value))] if value else []
    if isinstance(line, Text) and value and line.key not in ("title", "contact"):
        return [(line.label, line.key, value)]
    return []
