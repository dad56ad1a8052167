"""When the tasks of a playbook can happen: its two day counts, and real dates from a start or to a target."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from xietong.kit.problems import Problem
from xietong.scheduling import (
    Activity,
    BadNetwork,
    Direction,
    Link,
    LinkType,
    Loop,
    Schedule,
    WorkCalendar,
    schedule,
)
from xietong.scheduling import Problem as Network

_PLAIN = WorkCalendar()  # no holidays: the counts of a playbook are working days as such
_MONDAY = date(2024, 1, 1)


def activities_of(data: Mapping[str, Any]) -> tuple[list[Activity[str]], list[Link[str]]]:
    """The tasks with their likely durations, and the links between them."""
    tasks = data["wbs"]["tasks"]
    return (
        [Activity(task["id"], task["duration"]["m"]) for task in tasks],
        [
            Link(link["task"], task["id"], LinkType(link["type"]), link["lag"])
            for task in tasks
            for link in task["predecessors"]
        ],
    )


def day_counts(data: Mapping[str, Any]) -> tuple[int, int]:
    """(working days until the anchor task is done, working days until everything is done). Raises BadNetwork."""
    activities, links = activities_of(data)
    found = schedule(Network(activities, links, _PLAIN, _MONDAY))
    anchor = found.by_id[data["schedule"]["anchor_task"]]
    return _PLAIN.count(found.start, anchor.finish), found.length


def count_problems(data: Mapping[str, Any]) -> list[Problem]:
    """Loops in the WBS, and stated day counts that are not the computed ones."""
    try:
        lead_time, everything = day_counts(data)
    except Loop as loop:
        members = "→".join(str(member) for member in loop.members)
        return [Problem("wbs", "wbs tasks", f"任务 {members} 互相等待，请去掉其中一条前置关系。", "loop")]
    except BadNetwork:
        return [Problem("wbs", "wbs tasks", "前置关系有误：任务不能以自己为前置，也不能引用不存在的任务。", "links")]
    said = data["schedule"]
    found = []
    for key, computed in (("lead_time_workdays", lead_time), ("typical_duration_workdays", everything)):
        if said[key] != computed:
            text = f"写的是 {said[key]}，按可能工期计算是 {computed}，请改为 {computed}。"
            found.append(Problem(f"schedule.{key}", f"schedule {key}", text, "days"))
    return found


def dates_for(
    data: Mapping[str, Any], *, calendar: WorkCalendar, today: date, start_on: date | None, target_on: date | None
) -> Schedule[str] | None:
    """Real dates of all tasks: forward from `start_on`, or backward from `target_on`, on which the anchor task is done.

    With a target that cannot be met, `earliest_possible` says when the anchor task can be done at the earliest; the
    dates are then those of starting today. None when no task is left.
    """
    activities, links = activities_of(data)
    if not activities:
        return None
    if target_on is None:
        return schedule(Network(activities, links, calendar, start_on or today))
    there = {activity.id for activity in activities}
    anchor = data["schedule"]["anchor_task"]
    return schedule(
        Network(
            activities,
            links,
            calendar,
            target_on,
            Direction.BACKWARD,
            anchor if anchor in there else None,
            not_before=today,
        )
    )
