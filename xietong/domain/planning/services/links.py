"""Links between tasks: FS, SS, FF, SF with lag; loops are refused with their names."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.planning import events
from xietong.domain.planning.models import Link, Task
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.queries import link_facts, task_facts
from xietong.domain.planning.rules import LinkFacts, named_loop
from xietong.domain.planning.services.schedule import reschedule
from xietong.domain.planning.services.standing import mine_of, require_unfrozen, towards
from xietong.domain.planning.states import LinkKind
from xietong.kit.access import Actor
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems

MOST_LAG = 999  # working days


def _may_link(task: Task, by: Actor) -> None:
    actor = towards(by, owner_id=task.owner_id, department_id=task.department_id, mine=mine_of(task.collaboration, by))
    PLANNING.require("task.edit", actor.roles)


def refuse_loops(collaboration: Collaboration) -> None:
    """After links were written, inside the same transaction: a loop takes everything back."""
    if loop := named_loop(task_facts(collaboration), link_facts(collaboration)):
        raise Problems(Problem("predecessors", "前置任务", str(loop), "loop"))


@transaction.atomic
def link_tasks(
    before: Task, after: Task, *, kind: LinkKind = LinkKind.FS, lag: int = 0, by: Actor, now: datetime
) -> Link:
    """`after` waits for `before`. A second link between the two replaces the first. Loops are refused with names."""
    collaboration = after.collaboration
    if before.collaboration_id != after.collaboration_id:
        raise Problems(Problem("before", "前置任务", "前置任务应在同一个协同项目里。"))
    _may_link(after, by)
    require_unfrozen(collaboration)
    if before.pk == after.pk:
        raise Problems(Problem("before", "前置任务", "任务不能以自己为前置。", "loop"))
    if abs(lag) > MOST_LAG:
        raise Problems(Problem("lag", "间隔", f"间隔应在 -{MOST_LAG} 到 {MOST_LAG} 个工作日之间。"))
    link, _made = Link.objects.update_or_create(
        before=before, after=after, defaults={"collaboration": collaboration, "kind": kind, "lag": lag}
    )
    refuse_loops(collaboration)
    what = f"设定“{after.name}”的前置任务“{before.name}”"
    announce(events.TasksChanged(task_ids=(after.pk,), what=what, context_id=collaboration.pk), by=by, now=now)
    reschedule(collaboration, by=by, now=now)
    return link


@transaction.atomic
def unlink(link: Link, *, by: Actor, now: datetime) -> None:
    after = link.after
    _may_link(after, by)
    require_unfrozen(after.collaboration)
    link.delete()
    what = f"去掉了“{after.name}”的一项前置任务"
    announce(events.TasksChanged(task_ids=(after.pk,), what=what, context_id=after.collaboration_id), by=by, now=now)
    reschedule(after.collaboration, by=by, now=now)


def replace_predecessors(collaboration: Collaboration, wanted: Mapping[int, Sequence[tuple[int, str, int]]]) -> bool:
    """Task → its predecessors (id, kind, lag), all of them. True when something changed. The caller refuses loops."""
    if not wanted:
        return False
    there = {(link.after, link.before): link for link in link_facts(collaboration) if link.after in wanted}
    new = {
        (after, before): LinkFacts(before, after, kind, lag)
        for after, rows in wanted.items()
        for before, kind, lag in rows
    }
    if there == new:
        return False
    if any(after == before for after, before in new):
        raise Problems(Problem("predecessors", "前置任务", "任务不能以自己为前置。", "loop"))
    Link.objects.filter(collaboration=collaboration, after__in=list(wanted)).delete()
    Link.objects.bulk_create(
        Link(collaboration=collaboration, before_id=one.before, after_id=one.after, kind=one.kind, lag=one.lag)
        for one in new.values()
    )
    return True
