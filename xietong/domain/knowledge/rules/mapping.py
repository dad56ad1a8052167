"""A playbook put onto the company's own departments: merged where two roles are one department, cut where one is missing.

The result has the playbook's shape; its department keys are the ids of the real departments as texts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Candidate:
    """A department of the company as the proposal looks at it."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapped:
    """The playbook on real departments, and what had to be left out or moved."""

    data: dict[str, Any]
    dropped_tasks: tuple[str, ...]  # "2.3 合规评估（法务部）"
    dropped_duties: tuple[str, ...]
    moved_steps: tuple[str, ...]  # steps of a missing department, now in the leading department's lane
    merged: tuple[str, ...]  # "市场部、产品部 → 市场部"


def proposal(data: Mapping[str, Any], company: Iterable[Candidate]) -> dict[str, int | None]:
    """For each department of the playbook the company's: by name, by name without 部 or 中心, by aliases on either side."""
    everyone = list(company)
    found: dict[str, int | None] = {}
    for row in data["departments"]:
        wanted = row["name"], *row["aliases"]
        found[row["key"]] = next(
            (
                candidate.id
                for test in (_same_name, _nearly_same, _among_aliases)
                for word in wanted
                for candidate in everyone
                if test(word, candidate)
            ),
            None,
        )
    return found


def _same_name(word: str, candidate: Candidate) -> bool:
    return word == candidate.name


def _nearly_same(word: str, candidate: Candidate) -> bool:
    return _short(word) == _short(candidate.name) != ""


def _among_aliases(word: str, candidate: Candidate) -> bool:
    return word in candidate.aliases


def _short(name: str) -> str:
    return name.removesuffix("部").removesuffix("中心")


def mapped(data: Mapping[str, Any], departments: Mapping[str, int | None], names: Mapping[int, str]) -> Mapped:
    """Restate the playbook. The initiating and the leading role must have a department (checked by the caller).

    Tasks of a missing department are dropped and their neighbours linked; rows of duties that lose all tasks go with
    them; its steps on the map move to the initiating department's lane, so that the map stays whole until it is edited.
    """
    new = {key: str(pk) for key, pk in departments.items() if pk is not None}
    home = new[data["initiating_department"]]
    dropped = {task["id"] for task in data["wbs"]["tasks"] if task["department"] not in new}
    rows, lost = _duties(data, new, dropped)
    old = {row["key"]: row["name"] for row in data["departments"]}
    result = {
        **data,
        "departments": _departments(data, new, names),
        "initiating_department": home,
        "lead": {**data["lead"], "department": new[data["lead"]["department"]]},
        "task_forces": _task_forces(data, new),
        "responsibilities": rows,
        "process_map": _process_map(data, new, home, dropped),
        "wbs": _wbs(data, new, dropped),
        "risks": _risks(data, new, home, dropped),
        "application_defaults": {
            **data["application_defaults"],
            "milestones": [m for m in data["application_defaults"]["milestones"] if m["task"] not in dropped],
        },
    }
    together: dict[str, list[str]] = {}
    for key, pk in new.items():
        together.setdefault(pk, []).append(old[key])
    return Mapped(
        data=result,
        dropped_tasks=tuple(
            f"{task['code']} {task['name']}（{old[task['department']]}）"
            for task in data["wbs"]["tasks"]
            if task["id"] in dropped
        ),
        dropped_duties=tuple(lost),
        moved_steps=tuple(node["name"] for node in data["process_map"]["nodes"] if node["department"] not in new),
        merged=tuple(f"{'、'.join(keys)} → {names[int(pk)]}" for pk, keys in together.items() if len(keys) > 1),
    )


def _departments(data: Mapping[str, Any], new: Mapping[str, str], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """One row per real department; what is asked of two roles stands one after the other."""
    rows: dict[str, dict[str, Any]] = {}
    rank = {"牵头": 0, "主责": 1, "决策": 2, "配合": 3}
    for row in data["departments"]:
        pk = new.get(row["key"])
        if pk is None:
            continue
        there = rows.setdefault(pk, {**row, "key": pk, "name": names[int(pk)]})
        if there["ask"] != row["ask"] and row["ask"] not in there["ask"]:
            there["ask"] = f"{there['ask']}；{row['ask']}"
        there["involvement"] = min(there["involvement"], row["involvement"], key=lambda word: rank[word])
    return list(rows.values())


def _known(keys: Iterable[str], new: Mapping[str, str], *, without: Iterable[str] = ()) -> list[str]:
    """The real departments of these roles, each once, without those named."""
    out = set(without)
    return list(dict.fromkeys(new[key] for key in keys if key in new and new[key] not in out))


def _task_forces(data: Mapping[str, Any], new: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {**row, "leader_department": new[row["leader_department"]], "departments": _known(row["departments"], new)}
        for row in data["task_forces"]
        if row["leader_department"] in new
    ]


def _duties(
    data: Mapping[str, Any], new: Mapping[str, str], dropped: set[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    rows, lost = [], []
    for row in data["responsibilities"]:
        tasks = [task for task in row["tasks"] if task not in dropped]
        if (row["tasks"] and not tasks) or (row["accountable"] not in new and not tasks):
            lost.append(row["matter"])
            continue
        # the accountable role is missing but others still work on it: who works first answers for it
        workers = _known(row["responsible"], new) or [
            new[task["department"]] for task in data["wbs"]["tasks"] if task["id"] in tasks
        ]
        accountable = new.get(row["accountable"]) or workers[0]
        responsible = _known(row["responsible"], new)
        consulted = _known(row["consulted"], new, without=[accountable, *responsible])
        rows.append(
            {
                **row,
                "accountable": accountable,
                "responsible": responsible,
                "consulted": consulted,
                "informed": _known(row["informed"], new, without=[accountable, *responsible, *consulted]),
                "tasks": tasks,
            }
        )
    return rows, lost


def _process_map(data: Mapping[str, Any], new: Mapping[str, str], home: str, dropped: set[str]) -> dict[str, Any]:
    nodes = []
    for node in data["process_map"]["nodes"]:
        row = {**node, "department": new.get(node["department"], home)}
        if "tasks" in node:
            row["tasks"] = [task for task in node["tasks"] if task not in dropped]
        nodes.append(row)
    return {**data["process_map"], "nodes": nodes}


def _wbs(data: Mapping[str, Any], new: Mapping[str, str], dropped: set[str]) -> dict[str, Any]:
    by_id = {task["id"]: task for task in data["wbs"]["tasks"]}
    kept = [
        {
            **task,
            "department": new[task["department"]],
            "support": _known(task["support"], new, without=[new[task["department"]]]),
            "predecessors": _predecessors(task, by_id, dropped),
        }
        for task in data["wbs"]["tasks"]
        if task["id"] not in dropped
    ]
    used = {task["phase"] for task in kept}
    return {"phases": [phase for phase in data["wbs"]["phases"] if phase["id"] in used], "tasks": kept}


def _predecessors(task: Mapping[str, Any], by_id: Mapping[str, Any], dropped: set[str]) -> list[dict[str, Any]]:
    """The links into a task; a dropped predecessor is replaced by what it waited for."""
    found: dict[str, dict[str, Any]] = {}
    waiting = [dict(link) for link in reversed(task["predecessors"])]
    seen: set[str] = set()
    while waiting:
        link = waiting.pop()
        if link["task"] not in dropped:
            if link["task"] != task["id"]:
                found.setdefault(link["task"], link)
        elif link["task"] not in seen:
            seen.add(link["task"])
            waiting += [
                {"task": before["task"], "type": "FS", "lag": 0} for before in by_id[link["task"]]["predecessors"]
            ]
    return list(found.values())


def _risks(data: Mapping[str, Any], new: Mapping[str, str], home: str, dropped: set[str]) -> list[dict[str, Any]]:
    """A risk stays unless all it affects was dropped."""
    rows = []
    for row in data["risks"]:
        affects = [task for task in row["affects"] if task not in dropped]
        if row["affects"] and not affects:
            continue
        rows.append({**row, "department": new.get(row["department"], home), "affects": affects})
    return rows
