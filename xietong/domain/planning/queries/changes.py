"""Readings of change requests: what a change would do, and who decides it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.queries import company_calendar, department_names, people_with_office, person_names
from xietong.domain.people.roles import Role
from xietong.domain.planning.models import ChangeRequest, ResourceRequest, Task
from xietong.domain.planning.paper import TASK_FORM
from xietong.domain.planning.queries.network import link_facts, problem_of, task_facts
from xietong.domain.planning.queries.tasks import predecessors_said
from xietong.domain.planning.rules import (
    Impact,
    LinkFacts,
    TaskFacts,
    decider_of,
    impact_of,
    named_loop,
    parse_references,
)
from xietong.domain.planning.states import ChangeField, ChangeState, TaskState
from xietong.kit.paperwork.words import Lookups, in_words
from xietong.kit.problems import Problem, Problems
from xietong.scheduling import Schedule, schedule

# What a line of a change request may change, and how it is said.
CHANGEABLE = {field.value: field.label for field in ChangeField} | {"new": "新增任务"}


def changes_of(collaboration: Collaboration) -> list[ChangeRequest]:
    rows = ChangeRequest.objects.filter(collaboration=collaboration)
    return list(rows.select_related("asked_by", "department", "decided_by", "plan").order_by("-id"))


def change_of(collaboration: Collaboration, pk: Any) -> ChangeRequest:
    row = (
        ChangeRequest.objects.filter(collaboration=collaboration, pk=pk)
        .select_related("asked_by", "department", "decided_by", "plan")
        .first()
    )
    if row is None:
        raise Http404("没有这份变更申请。")
    return row


@dataclass(frozen=True)
class WhatIf:
    """The task list as it would be, and what follows."""

    impact: Impact
    after: Schedule[int] | None


def _links_from(text: str, task: int, codes: Mapping[str, int], where: str) -> list[LinkFacts]:
    found, wrong = parse_references(text, codes)
    if wrong:
        raise Problems([Problem("predecessors", where, message) for message in wrong])
    return [LinkFacts(before, task, kind, lag) for before, kind, lag in found]


def changed_network(
    tasks: Sequence[TaskFacts], links: Sequence[LinkFacts], lines: Sequence[Mapping[str, Any]]
) -> tuple[list[TaskFacts], list[LinkFacts]]:
    """The network with the lines applied; new tasks get the ids -1, -2 … A loop is refused with its names."""
    by_id = {task.id: task for task in tasks}
    codes = {task.code: task.id for task in tasks}
    kept = list(links)
    days = {"not_before", "finish_by"}
    for number, line in enumerate(lines, 1):
        field, value, where = line["field"], line["after"], f"第{number}行"
        if field == "new":
            pk = -number
            code = f"新{number}"
            by_id[pk] = TaskFacts(
                pk, value.get("parent"), code, value["name"], value.get("duration") or 1,
                department=value.get("department"), owner=value.get("owner"),
                not_before=date.fromisoformat(value["not_before"]) if value.get("not_before") else None,
            )  # fmt: skip
            kept += _links_from(value.get("predecessors") or "", pk, codes, where)
            continue
        task = by_id[line["task"]]
        if field in days:
            change: dict[str, Any] = {field: date.fromisoformat(value) if value else None}
            by_id[task.id] = replace(task, **change)
        elif field in ("duration", "name", "department", "owner"):
            by_id[task.id] = replace(task, **{field: value})
        elif field == "cancelled":
            by_id[task.id] = replace(task, state=TaskState.CANCELLED)
        elif field == "predecessors":
            kept = [link for link in kept if link.after != task.id]
            kept += _links_from(value or "", task.id, codes, where)
    parents = {task.parent for task in by_id.values()}
    rows = [replace(task, is_leaf=task.id not in parents) for task in by_id.values()]
    if loop := named_loop(rows, kept):
        raise Problems(Problem("predecessors", "前置任务", str(loop), "loop"))
    return rows, kept


def what_if(
    collaboration: Collaboration, lines: Sequence[Mapping[str, Any]], *, day: date, cost_change: Decimal = Decimal(0)
) -> WhatIf:
    """Compute the impact of lines without writing anything."""
    tasks, links = task_facts(collaboration), link_facts(collaboration)
    then_tasks, then_links = changed_network(tasks, links, lines)
    before = schedule(problem_of(collaboration, day=day, tasks=tasks, links=links)) if tasks else None
    # the footing is that of the plan as it stands, so that both schedules begin on the same day
    after = schedule(problem_of(collaboration, day=day, tasks=then_tasks, links=then_links)) if then_tasks else None
    periods = {
        pk: (task, first, last)
        for pk, task, first, last in ResourceRequest.objects.filter(
            collaboration=collaboration, task__isnull=False
        ).values_list("id", "task_id", "from_on", "until_on")
        if task
    }
    impact = impact_of(
        before,
        after,
        tasks=[*tasks, *(task for task in then_tasks if task.id < 0), *(t for t in then_tasks if t.id > 0)],
        changed=[line["task"] for line in lines if line["task"]] + [task.id for task in then_tasks if task.id < 0],
        calendar=company_calendar(),
        agreed_finish=collaboration.finish_on,
        cost_change=cost_change,
        periods=periods,
    )
    return WhatIf(impact, after)


def said_value(field: str, value: Any, lookups: Lookups) -> str:
    """The value of a line as people read it."""
    if field == "cancelled":
        return "取消" if value else "保留"
    if field == "new":
        return (
            "无"
            if not value
            else "\n".join(
                f"{TASK_FORM.line(key).label}：{in_words(TASK_FORM.line(key), one, lookups)}"
                for key, one in value.items()
                if key != "parent" and one not in (None, "", [], False)
            )
        )
    return in_words(TASK_FORM.line(field), value, lookups, empty="无")


@dataclass(frozen=True)
class SaidLine:
    task_id: int | None
    task: str
    field: str
    before: str
    after: str


def said_lines(lines: Sequence[Mapping[str, Any]]) -> list[SaidLine]:
    """The lines of a change request in words."""
    people = {v for line in lines for v in _ids(line, "owner")}
    departments = {v for line in lines for key in ("department", "support", "accepted_by") for v in _ids(line, key)}
    lookups = Lookups(
        person=person_names(people) if people else {}, department=department_names(departments) if departments else {}
    )
    return [
        SaidLine(
            line["task"],
            f"{line['code']} {line['name']}".strip(),
            CHANGEABLE.get(line["field"], line["field"]),
            said_value(line["field"], line.get("before"), lookups),
            said_value(line["field"], line["after"], lookups),
        )
        for line in lines
    ]


def _ids(line: Mapping[str, Any], key: str) -> list[int]:
    found: list[int] = []
    for value in (line.get("before"), line["after"]):
        inner = value.get(key) if line["field"] == "new" and isinstance(value, dict) else value
        if line["field"] not in ("new", key):
            continue
        found += inner if isinstance(inner, list) else [inner] if isinstance(inner, int) else []
    return found


def said_impact(change: ChangeRequest) -> list[tuple[str, str]]:
    """(what, value) of the computed impact, as the page and the paper show it."""
    impact = change.impact
    codes = dict(Task.objects.filter(collaboration_id=change.collaboration_id).values_list("id", "code"))
    names = department_names(impact.get("departments") or [0])

    def tasks(key: str) -> str:
        return "、".join(codes.get(pk, "新任务") for pk in impact.get(key) or []) or "无"

    slip = impact.get("slip_days") or 0
    moved = f"推迟 {slip} 个工作日" if slip > 0 else f"提前 {-slip} 个工作日" if slip < 0 else "不变"
    return [
        ("完成日", f"{impact.get('finish_before') or '无'} → {impact.get('finish_after') or '无'}（{moved}）"),
        ("超出约定完成日", "是" if impact.get("moves_agreed_finish") else "否"),
        ("日期变动的任务", f"{len(impact.get('moved') or [])} 项：{tasks('moved')}"),
        ("新进入关键路径", tasks("newly_critical")),
        ("不再关键", tasks("no_longer_critical")),
        ("因此赶不上期限", tasks("missed_deadlines")),
        ("受影响部门", "、".join(names.values()) or "无"),
        ("预算变动（元）", impact.get("cost_change") or "0.00"),
        ("时间不再相符的资源", f"{len(impact.get('resources') or [])} 项"),
    ]


def before_values(collaboration: Collaboration, task_ids: set[int]) -> dict[int, dict[str, Any]]:
    """What the changeable columns of these tasks hold now."""
    said = predecessors_said(collaboration, task_ids)
    rows = Task.objects.filter(collaboration=collaboration, pk__in=task_ids)
    return {
        task.pk: {
            "code": task.code,
            "name": task.name,
            "state": task.state,
            "duration": task.duration,
            "not_before": task.not_before.isoformat() if task.not_before else None,
            "finish_by": task.finish_by.isoformat() if task.finish_by else None,
            "predecessors": said.get(task.pk, ""),
            "owner": task.owner_id,
            "department": task.department_id,
            "deliverables": task.deliverables,
            "acceptance": task.acceptance,
            "priority": task.priority,
            "cancelled": task.state == TaskState.CANCELLED,
            "finish_on": task.finish_on,
        }
        for task in rows
    }


def deciders_of(change: ChangeRequest) -> list[int]:
    """Who may decide it: the lead, or the executives when it is over the objectives or the lead's own."""
    lead = change.collaboration.lead_id
    if decider_of(over_objectives=change.over_objectives, asked_by_lead=change.asked_by_id == lead) == "lead":
        return [lead] if lead else []
    return [pk for pk in people_with_office(Role.EXECUTIVE) if pk != change.asked_by_id]


def open_changes(collaboration: Collaboration) -> int:
    rows = ChangeRequest.objects.filter(collaboration=collaboration)
    return rows.filter(state__in=[ChangeState.REQUESTED, ChangeState.SUSPENDED]).count()
