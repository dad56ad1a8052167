"""From the task list to a network: the scheduling problem, roll-up of parents, loops said by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xietong.scheduling import (
    Activity,
    Direction,
    Link,
    LinkType,
    Loop,
    Network,
    Problem,
    SelfLink,
    WorkCalendar,
)

STILL = ("cancelled", "left_over")  # no work is expected of them here: they take no time and keep the order of others


@dataclass(frozen=True)
class TaskFacts:
    """A row of the task list as scheduling sees it. Durations in working days."""

    id: int
    parent: int | None
    code: str
    name: str
    duration: int
    department: int | None = None
    owner: int | None = None
    is_leaf: bool = True
    state: str = "not_started"
    percent: int = 0
    not_before: date | None = None
    finish_by: date | None = None
    start: date | None = None
    finish: date | None = None
    actual_start: date | None = None
    actual_finish: date | None = None
    optimistic: int | None = None
    pessimistic: int | None = None
    total_float: int | None = None
    critical: bool = False

    @property
    def said(self) -> str:
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True)
class LinkFacts:
    before: int
    after: int
    kind: str = "FS"
    lag: int = 0


class NamedLoop(ValueError):
    """Tasks that wait for each other, by what people call them."""

    def __init__(self, members: Sequence[str]):
        self.members = tuple(members)
        super().__init__(f"任务 {'→'.join(members)} 互相等待，请去掉其中一条前置关系。")


def leaves_below(tasks: Sequence[TaskFacts]) -> dict[int, list[int]]:
    """For every task the leaves it stands for: itself, or all leaves under it."""
    children: dict[int | None, list[TaskFacts]] = {}
    for task in tasks:
        children.setdefault(task.parent, []).append(task)
    found: dict[int, list[int]] = {}

    def collect(task: TaskFacts) -> list[int]:
        under = children.get(task.id)
        found[task.id] = [leaf for child in under for leaf in collect(child)] if under else [task.id]
        return found[task.id]

    for root in children.get(None, ()):
        collect(root)
    return found


def expanded_links(tasks: Sequence[TaskFacts], links: Iterable[LinkFacts]) -> list[LinkFacts]:
    """Links between leaves only: a link from or to a parent holds for every leaf under it."""
    leaves = leaves_below(tasks)
    found: dict[tuple[int, int], LinkFacts] = {}
    for link in links:
        for before in leaves.get(link.before, ()):
            for after in leaves.get(link.after, ()):
                found.setdefault((before, after), LinkFacts(before, after, link.kind, link.lag))
    return list(found.values())


def _activity(task: TaskFacts) -> Activity[int]:
    if task.state in STILL:
        return Activity(task.id, 0)
    return Activity(
        task.id,
        task.duration,
        not_before=task.not_before,
        must_finish_by=task.finish_by,
        actual_start=task.actual_start,
        actual_finish=task.actual_finish,
        percent=task.percent,
    )


def problem_from(
    tasks: Sequence[TaskFacts],
    links: Iterable[LinkFacts],
    *,
    calendar: WorkCalendar,
    anchor: date,
    backward: bool = False,
    anchor_task: int | None = None,
    not_before: date | None = None,
) -> Problem[int]:
    """The leaves and their links as a scheduling problem."""
    leaves = [task for task in tasks if task.is_leaf]
    known = {task.id for task in leaves}
    return Problem(
        activities=[_activity(task) for task in leaves],
        links=[Link(one.before, one.after, LinkType(one.kind), one.lag) for one in expanded_links(tasks, links)],
        calendar=calendar,
        anchor=anchor,
        direction=Direction.BACKWARD if backward else Direction.FORWARD,
        anchor_activity=anchor_task if backward and anchor_task in known else None,
        not_before=not_before,
    )


def named_loop(tasks: Sequence[TaskFacts], links: Sequence[LinkFacts]) -> NamedLoop | None:
    """The tasks that wait for each other, or None. A link between a task and its own parent is such a loop."""
    said = {task.id: task.said for task in tasks}
    leaves = [task.id for task in tasks if task.is_leaf]
    expanded = expanded_links(tasks, links)
    try:
        Network.of(leaves, [Link(link.before, link.after) for link in expanded])
    except Loop as loop:
        return NamedLoop([said[pk] for pk in loop.members if isinstance(pk, int)])
    except SelfLink as itself:
        return NamedLoop([said.get(itself.activity, str(itself.activity)), "它自己的上级"])  # type: ignore[call-overload]
    return None


@dataclass(frozen=True)
class RolledUp:
    """What a parent shows of the leaves under it: first start, last finish, percent weighed by duration."""

    start: date | None
    finish: date | None
    percent: int
    critical: bool
    duration: int


def rolled_up(
    tasks: Sequence[TaskFacts],
    dates: Mapping[int, tuple[date | None, date | None, bool]],
    days: Callable[[date, date], int],
) -> dict[int, RolledUp]:
    """For every parent: dates, percent (by duration, cancelled ones left out), critical when a leaf is."""
    by_id = {task.id: task for task in tasks}
    found: dict[int, RolledUp] = {}
    for parent, leaves in leaves_below(tasks).items():
        if leaves == [parent]:
            continue
        counted = [pk for pk in leaves if by_id[pk].state not in STILL] or leaves
        starts = [start for pk in counted if (start := dates[pk][0])]
        finishes = [finish for pk in counted if (finish := dates[pk][1])]
        weights = [max(1, by_id[pk].duration) for pk in counted]
        done = sum(w * by_id[pk].percent for w, pk in zip(weights, counted, strict=True))
        start, finish = min(starts, default=None), max(finishes, default=None)
        found[parent] = RolledUp(
            start,
            finish,
            done // sum(weights),
            any(dates[pk][2] for pk in counted),
            days(start, finish) if start and finish else 0,
        )
    return found
