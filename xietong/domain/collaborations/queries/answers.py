"""The answers of form 1: what they may be chosen from, whether they can be understood, which columns they fill."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from xietong.domain.collaborations.paper import APPLICATION_FORM
from xietong.domain.collaborations.states import Confidentiality, Priority, Scenario
from xietong.domain.people.queries import department_choices, department_names, person_choices, person_names
from xietong.kit.files.models import Attachment
from xietong.kit.paperwork.validate import MISSING, validate
from xietong.kit.paperwork.words import Lookups
from xietong.kit.problems import Problem

NO_TITLE = "（未命名的申请）"


def application_choices(scenario: str = "") -> dict[str, list[tuple[int | str, str]]]:
    """What the picks of form 1 offer: active persons and departments, the five scenarios and this one's own."""
    scenarios: list[tuple[int | str, str]] = [(s.value, s.label) for s in Scenario]
    if scenario and scenario not in {value for value, _ in scenarios}:
        scenarios.append((scenario, scenario))
    return {
        "person": list(person_choices()),
        "department": list(department_choices()),
        "scenario": scenarios,
    }


def checked_answers(
    answers: Mapping[str, Any], *, scenario: str = "", partial: bool = True
) -> tuple[dict[str, Any], list[Problem]]:
    """The answers as they are stored, and everything that cannot be understood in them or contradicts itself.

    With `partial` (a draft) missing lines are no problem. An own scenario of a playbook stays a choice of its drafts.
    """
    clean, problems = validate(
        APPLICATION_FORM, answers, application_choices(scenario or _own_scenario(answers)), partial=partial
    )
    broken = {problem.field for problem in problems}
    return clean, problems + [p for p in contradictions(clean) if p.field not in broken]


def _own_scenario(answers: Mapping[str, Any]) -> str:
    """A playbook's own scenario is a short name that is no value of the five."""
    given = answers.get("scenario") if isinstance(answers, Mapping) else ""
    return given if isinstance(given, str) and len(given) <= 30 and Scenario.called(given) is None else ""


def contradictions(answers: Mapping[str, Any]) -> list[Problem]:
    """What no form may say, draft or not: reversed dates, milestones outside the period, a department twice."""
    found = []
    start, finish = _day(answers.get("start_on")), _day(answers.get("finish_on"))
    if start and finish and finish < start:
        found.append(
            Problem("finish_on", "期望完成", f"完成日期 {finish} 早于开始日期 {start}，请核对这两个日期。", "reversed")
        )
    elif start or finish:
        for number, row in enumerate(answers.get("milestones") or []):
            due, where = _day(row.get("due_on")), f"时间节点 第{number + 1}行 日期"
            if due and start and due < start:
                message = f"“{row.get('name') or '节点'}”的日期 {due} 早于开始日期 {start}，请核对。"
            elif due and finish and due > finish:
                message = f"“{row.get('name') or '节点'}”的日期 {due} 晚于完成日期 {finish}，请核对。"
            else:
                continue
            found.append(Problem(f"milestones-{number}-due_on", where, message, "outside"))
    seen: set[int] = set()
    for number, row in enumerate(answers.get("involved_departments") or []):
        if (pk := row.get("department")) and pk in seen:
            where = f"涉及部门 第{number + 1}行 部门"
            message = "这个部门已经写过一行，请合并成一行。"
            found.append(Problem(f"involved_departments-{number}-department", where, message, "twice"))
        elif pk:
            seen.add(pk)
    return found


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def columns_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of Collaboration that follow the answers, so that lists need not look into them."""
    columns = {
        "title": answers.get("title") or "",
        "scenario": answers.get("scenario") or "",
        "initiating_department_id": answers.get("initiating_department"),
        "priority": Priority(answers.get("priority") or Priority.MIDDLE.value),
        "confidentiality": Confidentiality(answers.get("confidentiality") or Confidentiality.INTERNAL.value),
        "start_on": _day(answers.get("start_on")),
        "finish_on": _day(answers.get("finish_on")),
    }
    if answers.get("initiator"):
        columns["initiator_id"] = answers["initiator"]
    return columns


def missing_of(answers: Mapping[str, Any]) -> list[Problem]:
    """What must still be filled in before it can be submitted."""
    return [p for p in validate(APPLICATION_FORM, answers).problems if p.code == MISSING]


def ids_in(answers: Mapping[str, Any]) -> tuple[set[int], set[int], set[int]]:
    """Ids of persons, departments and attachments that the answers name."""
    rows: Iterable[Mapping[str, Any]] = answers.get("involved_departments") or []
    people = {answers.get("initiator"), answers.get("proposed_lead"), *(answers.get("need_to_know") or [])}
    departments = {answers.get("initiating_department"), *(row.get("department") for row in rows)}
    return (
        {pk for pk in people if isinstance(pk, int)},
        {pk for pk in departments if isinstance(pk, int)},
        {pk for pk in answers.get("attachments") or [] if isinstance(pk, int)},
    )


def names_for(answers: Mapping[str, Any], people_too: Iterable[int | None] = ()) -> Lookups:
    """Names for the ids in the answers and for some people besides: three small statements."""
    people, departments, files = ids_in(answers)
    people |= {pk for pk in people_too if pk}
    return Lookups(
        person=person_names(people) if people else {},
        department=department_names(departments) if departments else {},
        file=dict(Attachment.objects.filter(pk__in=files).values_list("pk", "name")) if files else {},
        choice={"scenario": {answers["scenario"]: answers["scenario"]}} if answers.get("scenario") else {},
    )
