"""Take a part of the playbook over into the collaboration, as a draft that its owners then change."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations import services as collaborations
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import speakers_for
from xietong.domain.collaborations.states import Priority
from xietong.domain.duties import services as duties
from xietong.domain.duties.models import Duty
from xietong.domain.knowledge import events, queries
from xietong.domain.knowledge.models import PlaybookUse
from xietong.domain.knowledge.permissions import KNOWLEDGE
from xietong.domain.knowledge.states import Part
from xietong.domain.people.models import Department, Person
from xietong.domain.people.roles import Role
from xietong.domain.planning import services as planning
from xietong.domain.planning.models import Task
from xietong.kit.access import Actor
from xietong.kit.events.announce import announce
from xietong.kit.events.seal import instant
from xietong.kit.problems import Problems
from xietong.kit.workflow import NotNow

log = logging.getLogger("xietong.knowledge")
Data = Mapping[str, Any]

# The playbooks' own words for kinds of risk, where they are not the risk plan's (domain.md §2.7).
CATEGORIES = {
    "进度": "schedule", "时效": "schedule", "质量": "quality", "内容": "quality", "效果": "quality", "数据": "quality",
    "成本": "cost", "资源": "resource", "供应": "supply", "技术": "technology", "合规": "compliance", "法律": "compliance",
    "保密": "compliance", "安全": "safety", "声誉": "reputation", "协调": "coordination", "执行": "coordination",
    "范围": "coordination", "外部": "external", "市场": "external", "客户": "external",
}  # fmt: skip


@transaction.atomic
def take_part(collaboration: Collaboration, part: Part, *, by: Actor, now: datetime) -> int:
    """How many rows came over. NotNow when the collaboration follows no playbook or has something of this kind already."""
    KNOWLEDGE.require("playbook.take", by.roles)
    collaborations.require_running(collaboration)
    use = queries.use_of(collaboration)
    if use is None:
        raise NotNow("还没有选用标准方案，请先在“标准方案”页选用。")
    if queries.has_part(collaboration, part):
        raise NotNow(f"{part.label}已有内容，不会被标准方案覆盖；要重新带入，请先清空。")
    data = queries.mapped_playbook(use).data
    count = _TAKERS[part](use, data, _in_charge(collaboration, by), now)
    locked = PlaybookUse.objects.select_for_update().get(pk=use.pk)
    locked.taken = {**locked.taken, part.value: instant(now)}
    locked.save(update_fields=["taken"])
    event = events.PlaybookPartTaken(
        playbook_id=use.playbook_id, part=part.value, count=count, context_id=collaboration.pk
    )
    announce(event, by=by, now=now)
    return count


def take_part_unasked(collaboration: Collaboration, part: Part, *, now: datetime) -> int:
    """The same from a reaction: nothing when there is no playbook or something is there already; safe to repeat."""
    if queries.use_of(collaboration) is None or queries.has_part(collaboration, part):
        return 0
    by = Actor(collaboration.lead_id, frozenset({Role.SYSTEM, Role.LEAD}))
    try:
        return take_part(collaboration, part, by=by, now=now)
    except (NotNow, Problems) as refused:  # the button on the page says the same to a person, who can mend it
        log.warning("collaboration %s: %s was not taken over: %s", collaboration.pk, part.value, refused)
        return 0


def _in_charge(collaboration: Collaboration, by: Actor) -> Actor:
    """What a draft is made of belongs to the lead; the PMO or the system puts it there in the lead's place."""
    return Actor(by.person_id or collaboration.lead_id, by.roles | {Role.LEAD}, by.stands_for, by.borrowed)


def _own(data: Data) -> dict[str, int]:
    return {row["key"]: int(row["key"]) for row in data["departments"]}


def _process_map(use: PlaybookUse, data: Data, by: Actor, now: datetime) -> int:
    outline = {"process_map": data["process_map"]}
    duties.create_from_outline(use.collaboration, outline=outline, departments=_own(data), by=by, now=now)
    return len(data["process_map"]["nodes"])


def _duties(use: PlaybookUse, data: Data, by: Actor, now: datetime) -> int:
    """The rows of the playbook, then one for each step of the map that none of them covers."""
    duties.create_from_outline(use.collaboration, outline=data, departments=_own(data), by=by, now=now)
    with suppress(NotNow):  # every step is covered
        duties.draft_duties_from_map(use.collaboration, by=by, now=now)
    return Duty.objects.filter(responsibility_list__collaboration=use.collaboration).count()


def _task_forces(use: PlaybookUse, data: Data, by: Actor, now: datetime) -> int:
    heads = _people_of(use.collaboration, data)
    made = 0
    for row in data["task_forces"]:
        leader = heads.get(int(row["leader_department"]))
        if leader is None:
            continue
        members = {heads[int(key)]: f"{_name(data, key)}代表" for key in row["departments"] if heads.get(int(key))}
        members.pop(leader, None)
        collaborations.set_task_force(
            use.collaboration,
            name=row["name"],
            mandate=row["mandate"],
            leader=leader,
            leader_department=Department.objects.get(pk=int(row["leader_department"])),
            members=list(members.items()),
            by=by,
            now=now,
        )
        made += 1
    return made


def _name(data: Data, key: str) -> str:
    return next(str(row["name"]) for row in data["departments"] if row["key"] == key)


def _people_of(collaboration: Collaboration, data: Data) -> dict[int, Person]:
    """Who stands for each department: its liaison in this collaboration, else its head."""
    speakers: dict[int, int] = {}
    for row in Department.objects.filter(pk__in=[int(d["key"]) for d in data["departments"]]):
        if found := [*speakers_for(collaboration.pk, row.pk), *([row.head_id] if row.head_id else [])]:
            speakers[row.pk] = found[0]
    people = Person.objects.filter(is_active=True).in_bulk(list(speakers.values()))
    return {department: people[person] for department, person in speakers.items() if person in people}


def _tasks(use: PlaybookUse, data: Data, by: Actor, now: datetime) -> int:
    """Phases become headings; each task gets its department's liaison as owner, who may pass it on."""
    people = _people_of(use.collaboration, data)
    acceptors = {task: row["consulted"] for row in data["responsibilities"] for task in row["tasks"]}
    rows: list[dict[str, Any]] = []
    for phase in data["wbs"]["phases"]:
        rows.append({"key": phase["id"], "parent": None, "name": phase["name"]})
        for task in data["wbs"]["tasks"]:
            if task["phase"] == phase["id"]:
                owner = people.get(int(task["department"]))
                rows.append(_task_row(task, owner, acceptors.get(task["id"], [])))
    links = [
        (link["task"], task["id"], link["type"], link["lag"])
        for task in data["wbs"]["tasks"]
        for link in task["predecessors"]
    ]
    what = f"从“{use.playbook.name}”带入 {len(data['wbs']['tasks'])} 项任务"
    made = planning.create_tasks(use.collaboration, rows, links, by=by, now=now, what=what)
    if use.target_on and data["schedule"]["anchor_task"] in made:
        planning.set_timetable(
            use.collaboration,
            backward=True,
            anchor_on=use.target_on,
            anchor_task_id=made[data["schedule"]["anchor_task"]],
            by=by,
            now=now,
        )
    return len(data["wbs"]["tasks"])


def _task_row(task: Data, owner: Person | None, acceptors: list[str]) -> dict[str, Any]:
    priority = Priority.called(task["priority"]) or Priority.MIDDLE
    return {
        "key": task["id"],
        "parent": task["phase"],
        "playbook_task": task["id"],
        "name": task["name"],
        "department": int(task["department"]),
        "owner": owner.pk if owner else None,
        "support": [int(key) for key in task["support"]],
        "accepted_by": [int(key) for key in acceptors if key != task["department"]],
        "priority": priority.value,
        "is_milestone": bool(task.get("milestone")),
        "deliverables": list(task["deliverables"]),
        "acceptance": list(task["acceptance"]),
        "duration": task["duration"]["m"],
        "optimistic": task["duration"]["o"],
        "pessimistic": task["duration"]["p"],
        "sla_hours": task.get("sla_hours"),
        "note": "；".join(filter(None, [f"建议负责人：{task['owner_role']}", task.get("note", "")])),
    }


def _risks(use: PlaybookUse, data: Data, by: Actor, now: datetime) -> int:
    people = _people_of(use.collaboration, data)
    tasks = dict(
        Task.objects.filter(collaboration=use.collaboration)
        .exclude(playbook_task="")
        .values_list("playbook_task", "pk")
    )
    rows = []
    for row in data["risks"]:
        owner = people.get(int(row["department"]))
        rows.append(
            {
                "name": row["name"],
                "category": CATEGORIES.get(row["category"], "external"),
                "department": int(row["department"]),
                "owner": owner.pk if owner else None,
                "probability": row["probability"],
                "impact": row["impact"],
                "trigger": row["trigger"],
                "prevention": row["prevention"],
                "contingency": row["contingency"],
                "buffer_days": row["buffer_workdays"],
                "tasks": [tasks[task] for task in row["affects"] if task in tasks],
            }
        )
    return len(planning.create_risks(use.collaboration, rows, by=by, now=now))


_TAKERS: dict[Part, Callable[[PlaybookUse, Data, Actor, datetime], int]] = {
    Part.PROCESS_MAP: _process_map,
    Part.DUTIES: _duties,
    Part.TASK_FORCES: _task_forces,
    Part.TASKS: _tasks,
    Part.RISKS: _risks,
}
