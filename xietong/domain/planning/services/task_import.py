"""A task list filled in offline (form 3 as Excel or Word): everything read, everything wrong said at once, then taken."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import Person
from xietong.domain.people.queries import company_calendar, departments
from xietong.domain.planning.models import Task
from xietong.domain.planning.paper import TASK_LIST
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.rules import MAX_DEPTH, parse_references
from xietong.domain.planning.services.standing import require_unfrozen
from xietong.domain.planning.services.task import MOST_AT_ONCE, create_tasks
from xietong.kit.access import Actor
from xietong.kit.intake.reading import Refused, read_form
from xietong.kit.paperwork.spec import ROWS
from xietong.kit.problems import Problem, Problems

_CODE = re.compile(r"\d{1,4}(\.\d{1,4})*")


def read_task_list(file_bytes: bytes, filename: str, *, today: date) -> list[dict[str, Any]]:
    """Rows as written: people and departments by name. Raises Problems with every place that was not understood."""
    try:
        reading = read_form(file_bytes, filename, TASK_LIST, today=today)
    except Refused as refused:
        raise Problems(Problem("file", filename, refused.message, refused.code)) from None
    rows: list[dict[str, Any]] = reading.values().get(ROWS) or []
    problems = [
        Problem(found.field or "file", found.where, found.message)
        for found in reading.problems
        if rows == [] or found.field in (ROWS, None) or str(found.field or "").startswith(ROWS)
    ]
    problems = [problem for problem in problems if "没有找到" not in problem.message or not rows]
    if not rows and not problems:
        problems.append(
            Problem("file", filename, "没有找到任务行。请使用“任务清单”空白表，表头保留“任务名称”一列。", "empty")
        )
    if problems:
        raise Problems(problems)
    return rows


def _plan(rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[tuple[str, str, str, int]]]:
    """Rows as `create_tasks` takes them, and links by key; names looked up. Raises Problems with all that is wrong."""
    everybody: dict[str, list[tuple[int, int | None]]] = {}
    for pk, name, department in Person.objects.filter(is_active=True).values_list("id", "name", "department_id"):
        everybody.setdefault(name, []).append((pk, department))
    known: dict[str, int] = {}
    for one in departments():
        for word in (one.name, *one.aliases):
            known.setdefault(word, one.pk)
    calendar, problems, made = company_calendar(), [], []
    keys: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        code = str(row.get("code") or "").strip().strip(".．、") or f"+{number}"
        where = f"第{number}行 {row.get('name') or ''}".strip()

        def wrong(field: str, message: str, where: str = where) -> None:
            problems.append(Problem(field, where, message))

        if not row.get("name"):
            wrong("name", "缺任务名称。")
        if not code.startswith("+") and not _CODE.fullmatch(code):
            wrong("code", f"编号“{code}”看不懂，请写成 1.2.3 这样，或留空。")
        if code in keys:
            wrong("code", f"编号 {code} 重复，请改正。")
        keys[code] = code
        parent = code.rpartition(".")[0] if "." in code else None
        if parent is not None and parent not in keys:
            wrong("code", f"编号 {code} 的上级 {parent} 不在它前面，请补上或改正。")
        if code.count(".") >= MAX_DEPTH:
            wrong("code", f"最多分解到 {MAX_DEPTH} 层。")
        home: int | None = None
        if word := str(row.get("department") or "").strip():
            home = known.get(word)
            if home is None:
                wrong("department", f"没有名为“{word}”的部门，请改成公司现有的部门名称。")
        owner = _owner(row, home, everybody, wrong)
        start, finish = (date.fromisoformat(row[k]) if row.get(k) else None for k in ("start_on", "finish_on"))
        duration = row.get("duration")
        if start and finish and finish < start:
            wrong("finish_on", f"计划完成 {finish} 早于计划开始 {start}。")
        elif duration is None and start and finish:
            duration = max(1, calendar.count(start, finish))
        made.append({
            "key": code, "parent": parent, "name": row.get("name") or "", "department": home, "owner": owner,
            "priority": row.get("priority") or "middle", "duration": 1 if duration is None else duration,
            "not_before": start.isoformat() if start else None, "deliverables": row.get("deliverables") or [],
            "acceptance": row.get("acceptance") or [], "note": row.get("note") or "",
        })  # fmt: skip
    links = _links(rows, made, problems)
    if problems:
        raise Problems(problems)
    return made, links


def _owner(
    row: Mapping[str, Any], department: int | None, everybody: Mapping[str, list[Any]], wrong: Any
) -> int | None:
    word = str(row.get("owner") or "").strip()
    if not word:
        return None
    found = everybody.get(word, [])
    if len(found) > 1:
        found = [one for one in found if one[1] == department] or found
    if len(found) == 1:
        return int(found[0][0])
    wrong(
        "owner", f"没有名为“{word}”的在职人员。" if not found else f"有 {len(found)} 位“{word}”，请填写其部门以便区分。"
    )
    return None


def _links(
    rows: Sequence[Mapping[str, Any]], made: Sequence[Mapping[str, Any]], problems: list[Problem]
) -> list[tuple[str, str, str, int]]:
    numbers = {task["key"]: number for number, task in enumerate(made)}
    links = []
    for row, task in zip(rows, made, strict=True):
        if text := str(row.get("predecessors") or "").strip():
            found, wrong = parse_references(text, numbers)
            where = f"第{numbers[task['key']] + 1}行 {task['name']}"
            problems += [Problem("predecessors", where, message) for message in wrong]
            links += [(made[before]["key"], task["key"], kind, lag) for before, kind, lag in found]
    return links


@transaction.atomic
def import_tasks(
    collaboration: Collaboration, rows: Sequence[Mapping[str, Any]], *, replace: bool = False, by: Actor, now: datetime
) -> int:
    """Take the rows of `read_task_list`; how many tasks came. `replace` removes the present list first.

    Written dates become 不早于 and durations; the dates themselves are computed, so that links hold.
    """
    PLANNING.require("task.import", by.roles)
    require_unfrozen(collaboration)
    if len(rows) > MOST_AT_ONCE:
        raise Problems(Problem("file", "文件", f"最多 {MOST_AT_ONCE} 项任务，现有 {len(rows)} 项。"))
    made, links = _plan(rows)
    if replace:
        started = Task.objects.filter(collaboration=collaboration).exclude(state="not_started").first()
        if started:
            raise Problems(f"{started.code} {started.name} 已经开始，不能整体替换；请改为追加。")
        Task.objects.filter(collaboration=collaboration).delete()
    return len(create_tasks(collaboration, made, links, by=by, now=now, what=f"导入 {len(made)} 项任务"))
