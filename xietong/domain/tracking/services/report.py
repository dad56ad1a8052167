"""Write daily updates: many tasks in one transaction, every value with its history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.states import Light, Stage
from xietong.domain.people.queries import company_calendar
from xietong.domain.people.roles import Role
from xietong.domain.planning.models import Task
from xietong.domain.planning.states import TaskState
from xietong.domain.tracking import events
from xietong.domain.tracking.models import ProgressReport
from xietong.domain.tracking.permissions import TRACKING
from xietong.domain.tracking.queries.facts import OPEN_STATES, Reckoner, facts_of
from xietong.domain.tracking.queries.standing import speaks_for, standing_of, with_roles
from xietong.domain.tracking.rules import is_jump, lights, limits_of, missing_in_line
from xietong.domain.tracking.states import Cause
from xietong.kit.access import Actor, Forbidden
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce_many
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow

MOST_LINES = 500
SAME = "与上次相同"
TEXTS = ("done", "undone", "problem", "need")
LONGEST_TEXT = 2000
NEEDED = (
    "id", "code", "name", "state", "percent", "owner_id", "department_id", "start_on", "finish_on", "actual_start",
    "reported_at", "light", "light_rule", "light_since", "version", "is_leaf", "collaboration_id",
    "collaboration__state", "collaboration__rules", "collaboration__state_since",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """One task of a daily update. `same`: nothing new since the last one. `status`: running, blocked or empty (as it was)."""

    task_id: int
    percent: int | None = None
    status: str = ""
    done: str = ""
    undone: str = ""
    problem: str = ""
    need: str = ""
    cause: str = ""
    version: int | None = None
    same: bool = False


@transaction.atomic
def report_progress(
    *, lines: Iterable[ReportLine | Mapping[str, Any]], by: Actor, now: datetime, collaboration_id: int | None = None
) -> list[ProgressReport]:
    """Report on many tasks, all or none. Raises Problems naming line and task, StaleVersion, Forbidden, NotNow.

    `collaboration_id` keeps the lines inside one collaboration. 100 percent is not "done": the self-check hands in.
    """
    read = _read_lines(lines)
    wanted = Task.objects.select_for_update(of=("self",)).filter(pk__in=[line.task_id for line in read])
    if collaboration_id is not None:
        wanted = wanted.filter(collaboration=collaboration_id)
    tasks = {task.pk: task for task in wanted.select_related("collaboration").only(*NEEDED).order_by("pk")}
    actors = _actors(tasks, by, known=collaboration_id is not None)
    _check_places(read, tasks, actors)
    reckoner = Reckoner(company_calendar(), day_of(now))
    entries, problems = [], []
    for number, line in enumerate(read, 1):
        entry = _Entry(number, line, tasks[line.task_id], reckoner, now)
        entries.append(entry)
        problems += entry.problems
    if problems:
        raise Problems(problems)
    return _write(entries, actors, by=by, now=now)


def _read_lines(lines: Iterable[ReportLine | Mapping[str, Any]]) -> list[ReportLine]:
    """Lines as values of the right kind; every wrong one is named, nothing is guessed."""
    read: list[ReportLine] = []
    problems: list[Problem] = []
    seen: set[int] = set()
    for number, line in enumerate(lines, 1):
        try:
            one = line if isinstance(line, ReportLine) else ReportLine(**line)
        except TypeError:
            known = "、".join(ReportLine.__dataclass_fields__)
            problems.append(Problem("lines", f"第{number}行", f"只能有这些项：{known}；task_id 必填。", "unknown"))
            continue
        problems += _wrong_values(one, number)
        if one.task_id in seen:
            problems.append(Problem("task_id", f"第{number}行", "同一任务只能报一行，请合并。", "twice"))
        seen.add(one.task_id)
        read.append(one)
    if len(read) > MOST_LINES:
        problems = [Problem("lines", "", f"一次最多更新 {MOST_LINES} 项任务，请分几次提交。", "many")]
    if not read and not problems:
        problems = [Problem("lines", "", "没有要更新的任务，请至少填写一项。", "required")]
    if problems:
        raise Problems(problems)
    return read


def _wrong_values(line: ReportLine, number: int) -> list[Problem]:
    where = f"第{number}行"
    found = []
    whole = isinstance(line.percent, int) and not isinstance(line.percent, bool)
    if line.percent is not None and not (whole and 0 <= line.percent <= 100):
        found.append(Problem("percent", f"{where} 进度", "请填 0 到 100 的整数。", "range"))
    if line.status and line.status not in (TaskState.NOT_STARTED, TaskState.RUNNING, TaskState.BLOCKED):
        word = getattr(TaskState.called(line.status), "label", line.status)
        found.append(
            Problem(
                "status",
                f"{where} 状态",
                f"这里只能填进行中或受阻，不能填「{word}」；完成请在任务中提交自检。",
                "choice",
            )
        )
    if line.cause and line.cause not in list(Cause):
        found.append(
            Problem("cause", f"{where} 滞后原因", f"请从这些里选：{'、'.join(c.label for c in Cause)}。", "choice")
        )
    for key in TEXTS:
        text = getattr(line, key)
        if not isinstance(text, str) or len(text) > LONGEST_TEXT:
            found.append(Problem(key, where, f"每项文字最多 {LONGEST_TEXT} 字。", "long"))
    return found


def _actors(tasks: Mapping[int, Task], by: Actor, *, known: bool) -> dict[int, Actor]:
    """The actor towards each task, with the roles held there; tasks that are nobody's business of theirs are left out.

    Inside a known collaboration the caller sees all tasks, so there every task stays and the table decides.
    """
    mine = {pk for pk, task in tasks.items() if by.is_(task.owner_id)}
    others = {task.collaboration_id for pk, task in tasks.items() if pk not in mine}
    spoken = speaks_for(standing_of(by), others) if others else set()
    actors = {}
    for pk, task in tasks.items():
        actor = with_roles(
            by,
            Role.OWNER_OF_THIS if pk in mine else None,
            Role.DEPARTMENT_OF_THIS if (task.collaboration_id, task.department_id) in spoken else None,
        )
        if known or TRACKING.allows("report.add", actor.roles):
            actors[pk] = actor
    return actors


def _check_places(lines: list[ReportLine], tasks: Mapping[int, Task], actors: Mapping[int, Actor]) -> None:
    """Is every task there, mine, open, and as I saw it?"""
    problems = []
    for number, line in enumerate(lines, 1):
        task = tasks.get(line.task_id)
        if task is None or line.task_id not in actors:
            problems.append(
                Problem("task_id", f"第{number}行", f"没有任务 {line.task_id}，或您不在知悉范围内。", "missing")
            )
            continue
        if not TRACKING.allows("report.add", actors[line.task_id].roles):
            raise Forbidden(
                "report.add",
                f"任务 {task.code} {task.name} 只能由其负责人、本部门接口人或负责人更新。",
                TRACKING.who_may("report.add"),
            )
        if task.collaboration.state != Stage.EXECUTION:
            raise NotNow(
                f"项目在{task.collaboration.state.label}阶段，进度更新从执行监控阶段开始、到收尾前为止。",
                state=task.collaboration.state,
            )
        if line.version is not None and line.version != task.version:
            raise StaleVersion(Task.objects.get(pk=task.pk))
        if not task.is_leaf or task.state not in OPEN_STATES:
            why = "有下级任务，请更新下级" if not task.is_leaf else f"任务{task.state.label}，不再更新进度"
            problems.append(Problem("task_id", f"第{number}行 {task.code} {task.name}", f"{why}。", "closed"))
    if problems:
        raise Problems(problems)


_LEADS_TO = {"start": TaskState.RUNNING, "unblock": TaskState.RUNNING, "block": TaskState.BLOCKED}


class _Entry:
    """One line with its task: what will be written, and what is missing."""

    def __init__(self, number: int, line: ReportLine, task: Task, reckoner: Reckoner, now: datetime):
        self.line, self.task = line, task
        self.percent = task.percent if line.same or line.percent is None else line.percent
        self.verb = _verb(task.state, "" if line.same else line.status, self.percent)
        self.state_after: TaskState = _LEADS_TO.get(self.verb) or TaskState(task.state)
        limits = limits_of(task.collaboration.rules)
        facts = facts_of(
            task,
            reckoner,
            limits,
            task.collaboration.state_since,
            now=now,
            state=self.state_after,
            percent=self.percent,
            reported_at=now,
        )
        self.verdict = lights(facts, limits)
        self.problems: list[Problem] = []
        if not line.same:
            place = f"第{number}行 {task.code} {task.name}"
            missing = missing_in_line(
                blocked=self.state_after == TaskState.BLOCKED,
                rule=self.verdict.rule,
                problem=line.problem,
                cause=line.cause,
            )
            self.problems = [Problem(f"{key}-{task.pk}", place, words, "required") for key, words in missing]

    def columns(self, now: datetime) -> dict[str, Any]:
        """What changes on the task besides its state."""
        changed = {"percent": self.percent, "reported_at": now}
        if self.state_after == TaskState.RUNNING and self.task.actual_start is None:
            changed["actual_start"] = day_of(now)
        if self.task.light != self.verdict.light:
            changed["light_since"] = now
        return changed | {"light": Light(self.verdict.light), "light_rule": self.verdict.rule}

    def report(self, by: Actor, now: datetime) -> ProgressReport:
        line = self.line
        return ProgressReport(
            task_id=self.task.pk,
            collaboration_id=self.task.collaboration_id,
            by_id=by.person,
            on=day_of(now),
            at=now,
            percent=self.percent,
            percent_before=self.task.percent,
            status=self.state_after.value,
            done=SAME if line.same else line.done.strip(),
            undone=line.undone.strip(),
            problem=line.problem.strip(),
            need=line.need.strip(),
            cause=line.cause,
            is_jump=is_jump(self.task.percent, self.percent, line.done),
        )


def _verb(state: TaskState, status: str, percent: int) -> str:
    """The step of the task's life that this line takes, or none."""
    if status == TaskState.BLOCKED:
        return "" if state == TaskState.BLOCKED else "block"
    if state == TaskState.BLOCKED:
        return "unblock" if status == TaskState.RUNNING else ""
    if state == TaskState.NOT_STARTED and (status == TaskState.RUNNING or percent > 0):
        return "start"
    return ""


def _write(entries: list[_Entry], actors: Mapping[int, Actor], *, by: Actor, now: datetime) -> list[ProgressReport]:
    reports = ProgressReport.objects.bulk_create([entry.report(by, now) for entry in entries])
    happened: list[Any] = []
    plain: list[Task] = []
    for entry, report in zip(entries, reports, strict=True):
        task, columns = entry.task, entry.columns(now)
        context = task.collaboration_id
        happened.append(
            events.ProgressReported(report_id=report.pk, task_id=task.pk, percent=entry.percent, context_id=context)
        )
        if task.light != entry.verdict.light:
            happened.append(
                events.LightChanged(
                    task_id=task.pk,
                    before=str(task.light),
                    after=entry.verdict.light,
                    rule=entry.verdict.rule,
                    context_id=context,
                )
            )
        if entry.verb:
            details: dict[str, Any] = {"why": entry.line.problem.strip()} if entry.verb == "block" else {}
            take_step(task, entry.verb, by=actors[task.pk], now=now, changes=columns, **details)
            continue
        for name, value in ({"light_since": task.light_since} | columns | {"version": task.version + 1}).items():
            setattr(task, name, value)
        plain.append(task)
    fields = ["percent", "reported_at", "light", "light_rule", "light_since", "actual_start", "version"]
    if len(plain) == 1:
        plain[0].save(update_fields=fields)
    elif plain:
        Task.objects.bulk_update(plain, fields, batch_size=100)
    announce_many(happened, by=by, now=now)
    return reports
