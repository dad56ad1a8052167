"""The lines of a change request: checked against what is there, and their impact before anything is asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.planning.models import Task
from xietong.domain.planning.queries import CHANGEABLE, before_values, what_if
from xietong.domain.planning.queries.changes import WhatIf
from xietong.domain.planning.services.task import choices_for_tasks, clean_values
from xietong.domain.planning.states import SETTLED_TASKS
from xietong.kit.clock import day_of
from xietong.kit.problems import Problem, Problems

MOST_LINES = 200


def checked_lines(collaboration: Collaboration, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines with what is there now: {"task", "code", "name", "field", "before", "after"}; everything wrong at once.

    Given: {"task": id, "field": one of CHANGEABLE, "after": value as in TASK_FORM}. `new` has no task, and its `after`
    is a whole task with an optional `parent`. Lines that change nothing are left out.
    """
    if not lines:
        raise Problems(Problem("lines", "变更内容", "请至少写一项变更。", "missing"))
    if len(lines) > MOST_LINES:
        raise Problems(Problem("lines", "变更内容", f"一次最多 {MOST_LINES} 项，请分开申请。"))
    ids = {int(line["task"]) for line in lines if str(line.get("task") or "").isdigit()}
    now_there = before_values(collaboration, ids)
    choices = choices_for_tasks()
    found: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        where, field = f"第{number}行", str(line.get("field") or "")
        if field not in CHANGEABLE:
            problems.append(Problem(f"lines-{number - 1}-field", where, "请选择要变更的项目。", "missing"))
            continue
        try:
            one = (
                _new_task(collaboration, line, choices, where)
                if field == "new"
                else _change(line, field, now_there, choices, where)
            )
        except Problems as wrong:
            problems += wrong.items
            continue
        if one is not None:
            found.append(one)
    if problems:
        raise Problems(problems)
    if not found:
        raise Problems(Problem("lines", "变更内容", "所填内容与现在的计划相同，没有需要变更的。"))
    return found


def _new_task(collaboration: Collaboration, line: Mapping[str, Any], choices: Any, where: str) -> dict[str, Any]:
    values = dict(line.get("after") or {})
    parent = values.pop("parent", None)
    clean = clean_values({"name": "", "duration": 1, **values}, partial=False, choices=choices, where=where)
    if parent and not Task.objects.filter(collaboration=collaboration, pk=parent).exists():
        raise Problems(Problem("parent", where, "没有这项上级任务。"))
    after = {**clean, "parent": int(parent) if parent else None}
    return {"task": None, "code": "", "name": clean["name"], "field": "new", "before": None, "after": after}


def _change(
    line: Mapping[str, Any], field: str, there: Mapping[int, Any], choices: Any, where: str
) -> dict[str, Any] | None:
    task = there.get(int(line["task"])) if str(line.get("task") or "").isdigit() else None
    if task is None:
        raise Problems(Problem("task", where, "请选择任务。", "missing"))
    if task["state"] in SETTLED_TASKS:
        raise Problems(Problem("task", where, f"{task['code']} {task['name']} {task['state'].label}，不能再变更。"))
    after = (
        True
        if field == "cancelled"
        else clean_values({field: line.get("after")}, partial=True, choices=choices, where=where)[field]
    )
    if after == task[field]:
        return None
    return {"task": int(line["task"]), "code": task["code"], "name": task["name"], "field": field, "before": task[field], "after": after}  # fmt: skip


def cost_of(text: Any) -> Decimal:
    """The change of the budget in 元; empty is none."""
    if text in (None, ""):
        return Decimal(0)
    try:
        amount = Decimal(str(text).replace(",", "").replace("，", "")).quantize(Decimal("0.01"))
        if abs(amount) >= Decimal(10) ** 12:
            raise InvalidOperation
    except InvalidOperation:
        raise Problems(Problem("cost_change", "预算变动", "请只填数字，增加为正，减少为负。")) from None
    return amount


def preview_change(
    collaboration: Collaboration, *, lines: Sequence[Mapping[str, Any]], cost_change: Any = None, now: datetime
) -> tuple[list[dict[str, Any]], WhatIf]:
    """The lines as they would be asked, and their impact. Writes nothing."""
    checked = checked_lines(collaboration, lines)
    return checked, what_if(collaboration, checked, day=day_of(now), cost_change=cost_of(cost_change))
