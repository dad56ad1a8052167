"""The work itself: daily updates, tasks handed in, deliverables accepted, alerts handled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xietong.config.demo.acting import Script, Story
from xietong.config.demo.scenes.application import signatures
from xietong.domain.closing import services as closing
from xietong.domain.closing.models import Acceptance
from xietong.domain.closing.queries.acceptance import callable_tasks
from xietong.domain.closing.states import AcceptanceKind, Verdict
from xietong.domain.people.models import Person
from xietong.domain.people.roles import Role
from xietong.domain.planning.models import Link, Task
from xietong.domain.planning.services import close_risk
from xietong.domain.planning.states import TaskState
from xietong.domain.signoffs.models import SignOff
from xietong.domain.tracking import services as tracking
from xietong.domain.tracking.models import Alert
from xietong.domain.tracking.states import Cause, Measure

WORKED_ON = (TaskState.NOT_STARTED, TaskState.RUNNING, TaskState.BLOCKED)
FINISHED = (TaskState.HANDED_IN, TaskState.DONE, TaskState.LEFT_OVER, TaskState.CANCELLED)


@dataclass(frozen=True)
class Trouble:
    """A task that does not go as planned: so many working days more, and until then stuck at a percentage."""

    more_days: int = 0
    stuck_at: int = 100
    cause: Cause = Cause.PREDECESSOR
    problem: str = ""
    need: str = ""
    blocked: bool = False  # says so itself while it is stuck


ON_TIME = Trouble()
WAITS = Trouble(stuck_at=0, problem="等待前置任务完成，条件具备后当天开始。")
BEHIND = "进度落后于计划，正在追赶，预计两三个工作日内补齐。"


def worked(
    story: Story, *, first: int, last: int, troubles: Mapping[str, Trouble] | None = None, every_days: int = 1
) -> Script:
    """Working days `first` to `last`: what is done is handed in by its owner, the rest is reported by the liaisons."""
    for n in range(first, last + 1):
        day = story.company.day(n)
        due = _due_tasks(story, day, troubles or {})
        finished = [task for task, percent, _ in due if percent >= 100]
        if finished:
            yield story.company.at(n, "15:20")
            for task in finished:
                hand_in(story, task)
        rest = [row for row in due if row[1] < 100]
        if rest and (n - first) % every_days == 0:
            yield story.company.at(n, "16:40")
            _report(story, rest)


def _due_tasks(story: Story, day: date, troubles: Mapping[str, Trouble]) -> list[tuple[Task, int, Trouble]]:
    """Open leaves whose turn has come, with the percentage they will have this evening."""
    calendar = story.company.calendar
    leaves = list(Task.objects.filter(collaboration=story.pk, is_leaf=True).select_related("department", "owner"))
    done = {task.pk for task in leaves if task.state in FINISHED}
    before: dict[int, set[int]] = {}
    for link in Link.objects.filter(collaboration=story.pk, kind="FS"):
        before.setdefault(link.after_id, set()).add(link.before_id)
    found = []
    for task in leaves:
        if task.state not in WORKED_ON or task.start_on is None or task.start_on > day:
            continue
        if task.actual_start is None and not before.get(task.pk, set()) <= done:
            found.append((task, 0, WAITS))
            continue
        trouble = troubles.get(task.playbook_task, ON_TIME)
        begun = task.actual_start or day
        spent = calendar.count(begun, day)
        # who begins late makes up for it as far as two fifths of the time allow
        late = max(0, calendar.between(task.start_on, begun))
        needed = max(task.duration + trouble.more_days - min(late, task.duration * 2 // 5), 1)
        percent = 100 if spent >= needed else min(spent * 100 // needed, trouble.stuck_at)
        found.append((task, max(task.percent, percent), trouble))
    return found


def _report(story: Story, rows: list[tuple[Task, int, Trouble]]) -> None:
    """One update for each department, by its liaison."""
    by_department: dict[str, list[tuple[Task, int, Trouble]]] = {}
    for row in rows:
        assert row[0].department is not None
        by_department.setdefault(row[0].department.name, []).append(row)
    for department, theirs in by_department.items():
        speaker = story.company.staff(department)[0]
        tracking.report_progress(
            lines=[_line(task, percent, trouble) for task, percent, trouble in theirs],
            by=story.actor(speaker),
            now=story.now,
            collaboration_id=story.pk,
        )


def _line(task: Task, percent: int, trouble: Trouble) -> tracking.ReportLine:
    stuck = trouble.stuck_at < 100 and percent >= trouble.stuck_at
    blocked = trouble.blocked and stuck
    deliverable = str(task.deliverables[0]) if task.deliverables else task.name
    late = trouble is not ON_TIME
    moving = percent > task.percent
    return tracking.ReportLine(
        task_id=task.pk,
        percent=percent,
        status="blocked" if blocked else "running" if task.state == TaskState.BLOCKED or percent > 0 else "",
        done=f"{deliverable}完成到 {percent}%" if moving else "",
        undone="" if moving else f"{deliverable}的剩余部分",
        problem=trouble.problem if late and stuck else "" if not late else BEHIND,
        need=trouble.need if stuck else "",
        cause=(trouble.cause if late else Cause.PREDECESSOR).value,
    )


def hand_in(story: Story, task: Task) -> None:
    """The owner checks every criterion and submits."""
    owner = task.owner
    assert owner is not None
    by = story.actor(owner, Role.OWNER_OF_THIS)
    fresh = Task.objects.select_related("collaboration").get(pk=task.pk)
    answers = [{"meets": True, "remark": ""} for _ in fresh.acceptance]
    names = "、".join(map(str, fresh.deliverables))
    closing.save_self_check(
        fresh, answers=answers, summary=f"{names}已归入项目共享目录“{fresh.code} {fresh.name}”。", by=by, now=story.now
    )
    closing.submit_self_check(fresh, by=by, now=story.now)


def accepted(
    story: Story,
    *,
    kind: AcceptanceKind = AcceptanceKind.TASKS,
    every: int = 35,
    without: frozenset[str] = frozenset(),
) -> Script:
    """What was handed in comes before its acceptors: judged, sent round, signed; the lead signs last."""
    if kind == AcceptanceKind.TASKS and not callable_tasks(story.collaboration):
        return
    yield story.after(15)
    row = closing.call_acceptance(story.collaboration, kind=kind, by=story.actor(story.lead), now=story.now)
    yield story.after(90)
    judged(story, row)
    if kind == AcceptanceKind.WHOLE:
        yield story.after(25)
        measured(story, row)
    yield story.after(20)
    closing.submit_acceptance(Acceptance.objects.get(pk=row.pk), by=story.actor(story.lead), now=story.now)

    def sign(told: Story, signoff: SignOff) -> None:
        closing.sign_acceptance(
            Acceptance.objects.get(pk=row.pk),
            signoff=signoff,
            content_digest=signoff.round.content_id,
            method=told.method(signoff.person),
            by=told.actor(signoff.person),
            now=told.now,
        )

    yield from signatures(story, "acceptance", lambda: row.pk, sign, every=every, without=without)


def judged(story: Story, row: Acceptance) -> None:
    """Every deliverable that has no verdict yet passes."""
    ids = list(row.items.filter(verdict="").values_list("pk", flat=True))
    if ids:
        closing.judge_items(row, item_ids=ids, verdict=Verdict.PASS, by=story.actor(story.lead), now=story.now)


def measured(story: Story, row: Acceptance) -> None:
    """What was expected in form 1, as it came out."""
    actuals = story.things.get("actuals", [])
    outcomes = [
        {"actual": actuals[number] if number < len(actuals) else expected["target"], "note": ""}
        for number, expected in enumerate(row.outcomes)
    ]
    closing.save_acceptance(
        Acceptance.objects.get(pk=row.pk),
        answers={"outcomes": outcomes, "remarks": "交付物齐全，达到申请表约定的目标，同意通过总体验收。"},
        by=story.actor(story.lead),
        now=story.now,
    )


def alert_on(story: Story, task: Task) -> Alert | None:
    return Alert.objects.filter(task=task).select_related("collaboration", "task").order_by("-pk").first()


def alert_taken(
    story: Story, alert: Alert, *, cause: Cause, measure: Measure, text: str, responsible: Person, days: int
) -> None:
    tracking.take_alert(
        alert,
        cause=cause.value,
        cause_text="",
        measure=measure.value,
        measure_text=text,
        responsible_id=responsible.pk,
        due_on=story.company.calendar.add(story.now.date(), days),
        by=story.actor(story.lead),
        now=story.now,
    )


def alerts_closed(story: Story, evidence: str) -> None:
    """Whatever was taken and has been mended is closed by the lead, or by the PMO where the lead is responsible."""
    open_ = Alert.objects.filter(collaboration=story.pk, state="handled").select_related("collaboration", "task")
    for alert in open_:
        closer = story.lead if alert.responsible_id != story.lead.pk else story.company.people["fengxue"]
        tracking.close_alert(alert, evidence=evidence, by=story.actor(closer), now=story.now)


def risks_closed(story: Story, why: str) -> None:
    for risk in story.collaboration.risks.exclude(state="closed").select_related("collaboration"):
        close_risk(risk, why=why, by=story.actor(story.lead), now=story.now)


def support_asked(
    story: Story, *, asking: str, asked: str, task: str, matter: str, requirement: str, wanted: int
) -> Any:
    """One department asks another; the number of the working day on which it is wanted."""
    speaker = story.company.staff(asking)[0]
    return tracking.ask_support(
        story.collaboration,
        asking_id=story.company.departments[asking].pk,
        asked_id=story.company.departments[asked].pk,
        matter=matter,
        requirement=requirement,
        wanted_on=story.company.day(wanted),
        task_id=Task.objects.values_list("pk", flat=True).get(collaboration=story.pk, playbook_task=task),
        by=story.actor(speaker),
        now=story.now,
    )
