"""Whether the parts of a playbook fit together: references, coverage of the tasks, order of the map (domain.md §0)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from xietong.kit.problems import Problem
from xietong.kit.swimlanes.graph import Graph
from xietong.kit.swimlanes.model import Kind, Map, MapUnreadable, Node
from xietong.kit.swimlanes.outline import from_outline

BUILTIN_TASKS = (12, 25)  # domain.md §0: a first plan that a team can still read


def link_problems(data: Mapping[str, Any], *, builtin: bool) -> list[Problem]:
    """Everything that refers to nothing, is covered twice or not at all, or contradicts itself."""
    return [
        *_twice(data),
        *_unknown(data),
        *_coverage(data),
        *_durations(data),
        *(_count(data) if builtin else ()),
    ]


def drawing_of(data: Mapping[str, Any]) -> Map:
    """The process map as a drawing with a lane per department. Raises MapUnreadable."""
    return from_outline(data["process_map"], [(row["key"], row["name"]) for row in data["departments"]])


def map_problems(data: Mapping[str, Any]) -> list[Problem]:
    """Tasks that stand nowhere on the map, and a map that runs against the order of the tasks."""
    try:
        drawing = drawing_of(data)
    except MapUnreadable as error:
        return [Problem("process_map", "process_map", item.message, "map") for item in error.items]
    stands: dict[str, list[Node]] = {}
    for node in drawing.nodes:
        for task in node.tasks:
            stands.setdefault(task, []).append(node)
    found = [
        _task_problem(task, "没有出现在流程图的任何环节上：请写进某个环节的 tasks。", "off_map")
        for task in data["wbs"]["tasks"]
        if task["id"] not in stands
    ]
    graph = Graph(drawing)
    for task in data["wbs"]["tasks"]:
        for link in task["predecessors"]:
            if link["type"] == "FS" and _against(graph, stands.get(link["task"], []), stands.get(task["id"], [])):
                text = f"在流程图上排在前置任务 {link['task']} 之前，与任务清单的先后矛盾：请改流程图或前置关系。"
                found.append(_task_problem(task, text, "against_map"))
    return found


def _against(graph: Graph, before: list[Node], after: list[Node]) -> bool:
    """Whether every node of the later task lies before every node of the earlier one."""
    return bool(before and after) and all(
        late.id in graph.earlier.get(early.id, ()) and late.id != early.id for early in before for late in after
    )


def _twice(data: Mapping[str, Any]) -> Iterator[Problem]:
    lists = {
        "departments": [row["key"] for row in data["departments"]],
        "departments name": [row["name"] for row in data["departments"]],
        "task_forces": [row["key"] for row in data["task_forces"]],
        "responsibilities": [row["id"] for row in data["responsibilities"]],
        "process_map nodes": [row["id"] for row in data["process_map"]["nodes"]],
        "wbs phases": [row["id"] for row in data["wbs"]["phases"]],
        "wbs tasks": [row["id"] for row in data["wbs"]["tasks"]],
        "wbs tasks code": [row["code"] for row in data["wbs"]["tasks"]],
        "risks": [row["id"] for row in data["risks"]],
    }
    for place, values in lists.items():
        for value, count in Counter(values).items():
            if count > 1:
                yield Problem(place.split()[0], place, f"“{value}”出现了 {count} 次，每个只能用一次。", "twice")


def _unknown(data: Mapping[str, Any]) -> Iterator[Problem]:
    departments = {row["key"] for row in data["departments"]}
    tasks = {row["id"] for row in data["wbs"]["tasks"]}
    phases = {row["id"]: row for row in data["wbs"]["phases"]}
    nodes = {row["id"] for row in data["process_map"]["nodes"]}
    for place, key in _departments_named(data):
        if key not in departments:
            yield Problem(place.split()[0], place, f"没有部门“{key}”：请在 departments 中登记，或改正。", "reference")
    for place, key in _tasks_named(data):
        if key not in tasks:
            yield Problem(place.split()[0], place, f"没有任务“{key}”：请在 wbs tasks 中登记，或改正。", "reference")
    for node in data["process_map"]["nodes"]:
        for target in [*node.get("next", []), *(way["next"] for way in node.get("outcomes", []))]:
            if target not in nodes:
                place = f"process_map nodes（{node['id']}）"
                yield Problem("process_map", place, f"没有节点“{target}”：请改正去路。", "reference")
    for task in data["wbs"]["tasks"]:
        phase = phases.get(task["phase"])
        if phase is None:
            yield _task_problem(task, f"没有阶段“{task['phase']}”：请在 wbs phases 中登记，或改正。", "reference")
        elif not task["code"].startswith(f"{phase['code']}."):
            yield _task_problem(task, f"编号 {task['code']} 应以所属阶段的编号“{phase['code']}.”开头。", "code")


def _departments_named(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "initiating_department", data["initiating_department"]
    yield "lead department", data["lead"]["department"]
    for row in data["task_forces"]:
        for key in [row["leader_department"], *row["departments"]]:
            yield f"task_forces（{row['name']}）", key
    for row in data["responsibilities"]:
        for key in [row["accountable"], *row["responsible"], *row["consulted"], *row["informed"]]:
            yield f"responsibilities（{row['id']}）", key
    for row in data["process_map"]["nodes"]:
        yield f"process_map nodes（{row['id']}）", row["department"]
    for row in data["wbs"]["tasks"]:
        for key in [row["department"], *row["support"]]:
            yield f"wbs tasks（{row['id']}）", key
    for row in data["risks"]:
        yield f"risks（{row['id']}）", row["department"]


def _tasks_named(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "schedule anchor_task", data["schedule"]["anchor_task"]
    for row in data["application_defaults"]["milestones"]:
        yield f"application_defaults milestones（{row['name']}）", row["task"]
    groups: list[tuple[str, Iterable[Mapping[str, Any]], str]] = [
        ("responsibilities", data["responsibilities"], "tasks"),
        ("process_map nodes", data["process_map"]["nodes"], "tasks"),
        ("risks", data["risks"], "affects"),
    ]
    for place, rows, key in groups:
        for row in rows:
            for task in row.get(key, []):
                yield f"{place}（{row['id']}）", task
    for row in data["wbs"]["tasks"]:
        for link in row["predecessors"]:
            yield f"wbs tasks（{row['id']}）predecessors", link["task"]


def _coverage(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Every task under exactly one accountable row whose department works on it; every department has duty and task."""
    names = {row["key"]: row["name"] for row in data["departments"]}
    covering: dict[str, list[Mapping[str, Any]]] = {}
    for row in data["responsibilities"]:
        for task in row["tasks"]:
            covering.setdefault(task, []).append(row)
        for key in names:
            parts = [part for part in ("responsible", "consulted", "informed") if key in row[part]]
            if len(parts) > 1 or any(row[part].count(key) > 1 for part in parts):
                place = f"responsibilities（{row['id']}）"
                text = f"{names[key]}在这一行写了不止一处：执行、会商、知会只能占一样。"
                yield Problem("responsibilities", place, text, "part")
    for task in data["wbs"]["tasks"]:
        rows = covering.get(task["id"], [])
        if not rows:
            yield _task_problem(task, "没有任何职责覆盖（遗漏）：请写进一行职责的 tasks。", "omission")
        elif len(rows) > 1:
            told = "、".join(row["id"] for row in rows)
            yield _task_problem(task, f"同时属于职责 {told}（重叠）：只能有一个主责。", "overlap")
        elif task["department"] not in {rows[0]["accountable"], *rows[0]["responsible"]}:
            who = names.get(task["department"], task["department"])
            yield _task_problem(task, f"由{who}负责，但{who}在职责 {rows[0]['id']} 中既不主责也不执行。", "coverage")
    dutiful = {row["accountable"] for row in data["responsibilities"]}
    dutiful |= {key for row in data["responsibilities"] for key in row["responsible"]}
    busy = {key for task in data["wbs"]["tasks"] for key in (task["department"], *task["support"])}
    for key, name in names.items():
        if key not in dutiful:
            yield Problem("departments", f"departments（{name}）", "没有任何主责或执行的职责：请补上，或删去。", "duty")
        if key not in busy:
            yield Problem("departments", f"departments（{name}）", "没有任何任务：请补上，或删去。", "duty")


def _durations(data: Mapping[str, Any]) -> Iterator[Problem]:
    for task in data["wbs"]["tasks"]:
        o, m, p = (task["duration"][key] for key in "omp")
        if not o <= m <= p:
            yield _task_problem(task, f"工期应为 乐观≤可能≤悲观，现在是 {o}/{m}/{p}。", "duration")
        if ("sla_hours" in task) != ("sla_clock" in task):
            yield _task_problem(task, "sla_hours 与 sla_clock 要么都写，要么都不写。", "sla")


def _count(data: Mapping[str, Any]) -> Iterator[Problem]:
    low, high = BUILTIN_TASKS
    count = len(data["wbs"]["tasks"])
    if not low <= count <= high:
        yield Problem("wbs", "wbs tasks", f"应有 {low} 到 {high} 项任务，现有 {count} 项。", "count")


def _task_problem(task: Mapping[str, Any], message: str, code: str) -> Problem:
    return Problem("wbs", f"wbs tasks（{task['id']} {task['name']}）", message, code)


def start_kinds(drawing: Map) -> int:
    """How many starts a drawing has."""
    return sum(node.kind is Kind.START for node in drawing.nodes)
