"""Name liaisons and deputies, set up task forces, keep the list of members."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from xietong.domain.collaborations import events
from xietong.domain.collaborations.models import Collaboration, Member, Participation, TaskForce, TaskForceMember
from xietong.domain.collaborations.permissions import COLLABORATIONS
from xietong.domain.collaborations.states import Stage
from xietong.domain.people.models import Department, Person
from xietong.domain.people.roles import Role
from xietong.kit.access import Actor
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import change
from xietong.kit.workflow import NotNow

CLOSED = (Stage.ARCHIVED, Stage.TERMINATED)


def _still_open(collaboration: Collaboration) -> None:
    if collaboration.state in CLOSED:
        raise NotNow(f"这个协同项目{collaboration.state.label}，团队不能再改。", state=collaboration.state)


def add_member(
    collaboration: Collaboration, person_id: int, role: Role, now: datetime, *, by: Actor | None = None
) -> bool:
    """Let a person read and act in a collaboration in a role (owner, member, observer …). Safe to repeat.

    Called by the services of other houses inside their own transaction and permission. True when it is new.
    """
    _row, made = Member.objects.get_or_create(
        collaboration=collaboration, person_id=person_id, role=role.value, defaults={"since": now}
    )
    if made:
        announce(
            events.MemberAdded(
                collaboration_id=collaboration.pk,
                person_id=person_id,
                role=role.value,
                context_id=collaboration.pk,
            ),
            by=by,
            now=now,
        )
    return made


@transaction.atomic
def name_liaison(
    participation: Participation,
    *,
    liaison: Person,
    deputy: Person | None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Participation:
    """The department's head names its single contact and a deputy, or replaces them; both work in the department.

    `by` carries DEPARTMENT_OF_THIS when the person heads (or stands in for the head of) this department.
    """
    _still_open(participation.collaboration)
    COLLABORATIONS.require("participation.name", by.roles)
    problems = []
    if deputy and deputy.pk == liaison.pk:
        problems.append(Problem("deputy", "备份接口人", "备份接口人应是另一个人，请另选。"))
    for key, place, person in (("liaison", "接口人", liaison), ("deputy", "备份接口人", deputy)):
        if person is None:
            continue
        if not person.is_active:
            problems.append(Problem(key, place, f"{person.name} 已离职或停用，请另选一人。"))
        elif not _works_in(person, participation.department):
            where = participation.department.name
            problems.append(Problem(key, place, f"{person.name} 不在{where}，接口人应由本部门人员担任。"))
    if problems:
        raise Problems(problems)
    return change(
        participation,
        by=by,
        now=now,
        version=version,
        event=events.LiaisonNamed(
            participation_id=participation.pk,
            liaison_id=liaison.pk,
            deputy_id=deputy.pk if deputy else None,
            before_id=participation.liaison_id if participation.liaison_id != liaison.pk else None,
            context_id=participation.collaboration_id,
        ),
        liaison=liaison,
        deputy=deputy,
        named_at=now,
    )


def _works_in(person: Person, department: Department) -> bool:
    """In the department or in one below it; its head may belong to the one above."""
    if person.pk == department.head_id:
        return True
    at, seen = person.department, set()
    while at is not None and at.pk not in seen:
        if at.pk == department.pk:
            return True
        seen.add(at.pk)
        at = at.parent
    return False


@transaction.atomic
def set_task_force(
    collaboration: Collaboration,
    *,
    name: str,
    mandate: str,
    leader: Person | None,
    leader_department: Department | None = None,
    members: Iterable[tuple[Person, str]] = (),
    task_force: TaskForce | None = None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> TaskForce:
    """Set up a special group, or change one: its duties, its leader, and (person, duty) for every member."""
    _still_open(collaboration)
    COLLABORATIONS.require("task_force.edit", by.roles)
    name, members = name.strip(), list(members)
    _check_task_force(collaboration, name, leader, members, task_force)
    columns = {
        "name": name,
        "mandate": mandate.strip(),
        "leader": leader,
        "leader_department": leader_department or (leader.department if leader else None),
    }
    if task_force is None:
        row = TaskForce.objects.create(collaboration=collaboration, **columns)
    else:
        row = TaskForce.objects.select_for_update().get(pk=task_force.pk)
        if version is not None and row.version != version:
            raise StaleVersion(row)
        for column, value in columns.items():
            setattr(row, column, value)
        row.version += 1
        row.save()
    row.members.all().delete()
    TaskForceMember.objects.bulk_create(
        TaskForceMember(task_force=row, person=person, duty=duty.strip()) for person, duty in members
    )
    if leader:
        add_member(collaboration, leader.pk, Role.TASK_FORCE_LEADER, now, by=by)
    for person, _duty in members:
        add_member(collaboration, person.pk, Role.MEMBER, now, by=by)
    announce(events.TaskForceSet(task_force_id=row.pk, context_id=collaboration.pk), by=by, now=now)
    _forget_leaders(collaboration)
    return row


def _check_task_force(
    collaboration: Collaboration,
    name: str,
    leader: Person | None,
    members: list[tuple[Person, str]],
    task_force: TaskForce | None,
) -> None:
    problems = []
    if not name:
        problems.append(Problem("name", "小组名称", "没有填写，请填写。", "missing"))
    if leader is None:
        problems.append(Problem("leader", "组长", "没有选择，请选择。", "missing"))
    same = collaboration.task_forces.filter(name=name)
    if name and same.exclude(pk=task_force.pk if task_force else 0).exists():
        problems.append(Problem("name", "小组名称", f"已有名为“{name}”的小组，请换一个名称。"))
    people = [person.pk for person, _duty in members]
    for person, _duty in members:
        if not person.is_active:
            problems.append(Problem("members", "成员", f"{person.name} 已离职或停用，请另选一人。"))
        if people.count(person.pk) > 1:
            problems.append(Problem("members", "成员", f"{person.name} 写了两次，请删去一行。"))
            break
    if problems:
        raise Problems(problems)


@transaction.atomic
def dissolve_task_force(task_force: TaskForce, *, by: Actor, now: datetime) -> None:
    """End a special group. Its members keep what they were given to read."""
    _still_open(task_force.collaboration)
    COLLABORATIONS.require("task_force.edit", by.roles)
    collaboration, pk, name = task_force.collaboration, task_force.pk, task_force.name
    task_force.delete()
    announce(events.TaskForceDissolved(task_force_id=pk, title=name, context_id=collaboration.pk), by=by, now=now)
    _forget_leaders(collaboration)


def _forget_leaders(collaboration: Collaboration) -> None:
    """Who leads no task force any more is a member, not a leader."""
    leading = collaboration.task_forces.exclude(leader=None).values("leader")
    former = Member.objects.filter(collaboration=collaboration, role=Role.TASK_FORCE_LEADER.value)
    for member in former.exclude(person__in=leading):
        Member.objects.get_or_create(
            collaboration=collaboration,
            person_id=member.person_id,
            role=Role.MEMBER.value,
            defaults={"since": member.since},
        )
        member.delete()
