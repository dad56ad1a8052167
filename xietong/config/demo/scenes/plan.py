"""The plan: who owns what, what is needed, what may go wrong; sent round, published, read."""

from collections.abc import Iterable, Mapping
from typing import Any

from xietong.config.demo.acting import Script, Story
from xietong.config.demo.scenes.application import signatures
from xietong.domain.collaborations.queries import participations_of
from xietong.domain.planning import services as planning
from xietong.domain.planning.models import Acknowledgement, Plan, Task
from xietong.domain.planning.queries import KIND, silent_departments
from xietong.domain.signoffs.models import SignOff


def owners_named(story: Story) -> None:
    """The lead spreads the tasks over the people of each department; heads accept and do not own."""
    edits, taken = [], dict[str, int]()
    leaves = Task.objects.filter(collaboration=story.pk, is_leaf=True).select_related("department").order_by("sort_key")
    for task in leaves:
        assert task.department is not None
        name = task.department.name
        staff = story.company.staff(name)
        edits.append(planning.Edit(task.pk, {"owner": staff[taken.get(name, 0) % len(staff)].pk}))
        taken[name] = taken.get(name, 0) + 1
    planning.edit_tasks(story.collaboration, edits, by=story.actor(story.lead), now=story.now)


def task(story: Story, playbook_task: str) -> Task:
    """The task that came from this one of the playbook."""
    found: Task = Task.objects.select_related("collaboration", "department", "owner").get(
        collaboration=story.pk, playbook_task=playbook_task
    )
    return found


def resources_asked(story: Story, rows: Iterable[Mapping[str, Any]], *, every: int = 25) -> Script:
    """Each row: department, task (of the playbook), kind, name, amount, unit, purpose, cost; the days are the task's."""
    for row in rows:
        yield story.after(every)
        department = story.company.departments[row["department"]]
        for_task = task(story, row["task"])
        speaker = story.company.staff(row["department"])[0]
        values = {
            **{key: value for key, value in row.items() if key not in ("department", "task", "provider")},
            "department": department.pk,
            "task": for_task.code,
            "from_on": for_task.start_on.isoformat() if for_task.start_on else None,
            "until_on": for_task.finish_on.isoformat() if for_task.finish_on else None,
            "source": row.get("source", "own"),
            "provider": story.company.departments[row["provider"]].pk if "provider" in row else None,
        }
        planning.ask_resource(story.collaboration, values=values, by=story.actor(speaker), now=story.now)


def rest_needs_nothing(story: Story) -> None:
    """The departments that asked for nothing, or see no risk, say so themselves."""
    for kind in ("resource", "risk"):
        for department in silent_departments(story.collaboration, kind):
            speaker = story.company.staff(department.name)[0]
            planning.state_nothing(
                story.collaboration, department_id=department.pk, kind=kind, by=story.actor(speaker), now=story.now
            )


def plan_sent(story: Story) -> None:
    plan = planning.draft_plan(story.collaboration, by=story.actor(story.lead), now=story.now)
    planning.submit_plan(plan, by=story.actor(story.lead), now=story.now)


def latest(story: Story) -> Plan:
    return Plan.objects.filter(collaboration=story.pk).latest("number")


def sign(story: Story, signoff: SignOff) -> None:
    planning.sign_plan(
        latest(story),
        signoff=signoff,
        content_digest=signoff.round.content_id,
        method=story.method(signoff.person),
        by=story.actor(signoff.person),
        now=story.now,
    )


def plan_signed(story: Story, *, every: int = 40, without: frozenset[str] = frozenset()) -> Script:
    yield from signatures(story, KIND, lambda: latest(story).pk, sign, every=every, without=without)


def plan_published(story: Story) -> None:
    planning.publish_plan(latest(story), by=story.actor(story.lead), now=story.now)


def plan_read(story: Story, *, every: int = 9, leave: int = 0) -> Script:
    """已阅 by those who were asked; the last `leave` have not come to it."""
    plan = latest(story)
    asked = list(Acknowledgement.objects.filter(plan=plan, read_at=None).select_related("person").order_by("pk"))
    for row in asked[: len(asked) - leave]:
        yield story.after(every)
        planning.acknowledge_plan(plan, by=story.actor(row.person), now=story.now)


def resources_promised(story: Story) -> None:
    """What was asked of another department, or is to be bought, is promised by the lead's word."""
    for request in story.collaboration.resource_requests.filter(state="asked").select_related("collaboration"):
        planning.step_resource(request, "promise", by=story.actor(story.lead), now=story.now)


def planned(story: Story, resources: Iterable[Mapping[str, Any]]) -> Script:
    """From the tasks that the playbook brought to a published plan that is read."""
    yield story.after(60)
    owners_named(story)
    yield from resources_asked(story, resources)
    yield story.after(45)
    rest_needs_nothing(story)
    yield story.after(30)
    plan_sent(story)
    yield from plan_signed(story)
    yield story.after(30)
    plan_published(story)
    yield story.after(20)
    resources_promised(story)
    yield from plan_read(story)


def taking_part(story: Story) -> list[str]:
    return [row.department.name for row in participations_of(story.collaboration)]
