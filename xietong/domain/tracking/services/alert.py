"""What people do with an alert: raise one by hand, record cause and measure, close with evidence, open again."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import require_running
from xietong.domain.collaborations.states import Light, Stage
from xietong.domain.planning.models import Task
from xietong.domain.tracking import events
from xietong.domain.tracking.models import Alert
from xietong.domain.tracking.permissions import TRACKING
from xietong.domain.tracking.queries.alert import close_facts, team_choices, verdict_of
from xietong.domain.tracking.queries.facts import OPEN_STATES, RAISED
from xietong.domain.tracking.rules import worse
from xietong.domain.tracking.services.cases import handle_until
from xietong.domain.tracking.services.numbers import document_numbers
from xietong.domain.tracking.states import OPEN_ALERTS, Cause, Measure
from xietong.kit.access import Actor
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow


@transaction.atomic
def raise_alert(task: Task, *, level: Light | str, why: str, by: Actor, now: datetime) -> Alert:
    """Raise a task's light by hand, only to worse, with a reason. It holds until its case is closed."""
    TRACKING.require("alert.raise", by.roles)
    require_running(task.collaboration)
    if task.collaboration.state != Stage.EXECUTION:
        raise NotNow("只有执行监控阶段的任务可以升级预警。", state=task.collaboration.state)
    row = Task.objects.select_for_update().get(pk=task.pk)
    if row.state not in OPEN_STATES:
        raise NotNow(f"任务 {row.code} {row.name} {row.state.label}，不再需要预警。", state=row.state)
    problems = []
    if str(level) not in RAISED:
        problems.append(Problem("level", "预警等级", "只能升级为黄色（关注）或红色。", "choice"))
    elif not worse(str(level), row.light):
        problems.append(
            Problem("level", "预警等级", f"当前已是「{row.light.label}」，只能往更严重的方向升级。", "range")
        )
    if not why.strip():
        problems.append(Problem("why", "理由", "请写明升级的理由，处理人据此行动。", "required"))
    if problems:
        raise Problems(problems)
    level = Light(str(level))
    running = Alert.objects.select_for_update().filter(task=row, state__in=OPEN_ALERTS).first()
    if running is not None and running.rule not in RAISED.values():
        raise NotNow(f"这项任务已有处理中的预警 {running.number}，请在其中处理。", state=running.state)
    if running is None:
        running = _new_case(row, level, now)
    running.level, running.rule, running.why = level, RAISED[level.value], why.strip()[:200]
    running.handle_by, running.escalated_at = handle_until(now), None
    running.version += 1
    running.save(update_fields=["level", "rule", "why", "handle_by", "escalated_at", "version"])
    announce(
        events.AlertOpened(alert_id=running.pk, task_id=row.pk, rule=running.rule, context_id=row.collaboration_id),
        by=by,
        now=now,
    )
    _relight(task.collaboration, row, by=by, now=now)
    return running


def _new_case(task: Task, level: Light, now: datetime) -> Alert:
    collaboration = task.collaboration
    try:
        with transaction.atomic():
            return Alert.objects.create(
                collaboration=collaboration,
                number=document_numbers(collaboration.number, "YJ", 1)[0],
                task=task,
                level=level,
                rule=RAISED[level.value],
                state_since=now,
                opened_at=now,
                handle_by=handle_until(now),
                recurrence=Alert.objects.filter(task=task).count(),
            )
    except IntegrityError:
        raise NotNow("这项任务刚刚已有预警，请刷新后处理。") from None


@transaction.atomic
def take_alert(
    alert: Alert,
    *,
    cause: str,
    cause_text: str = "",
    measure: str,
    measure_text: str,
    responsible_id: int | None,
    due_on: date | None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Alert:
    """Record why it is red and what is done about it by whom until when. May be recorded anew while it is handled."""
    collaboration = alert.collaboration
    require_running(collaboration)
    TRACKING.require("alert.take", by.roles)
    problems = []
    if cause not in list(Cause):
        problems.append(Problem("cause", "原因分类", "请选择原因分类。", "required"))
    if measure not in list(Measure):
        problems.append(Problem("measure", "措施类型", "请选择：调整计划、协调资源或其他措施。", "required"))
    if not measure_text.strip():
        problems.append(Problem("measure_text", "措施", "请写明采取什么措施、达到什么结果。", "required"))
    if responsible_id not in dict(team_choices(collaboration)):
        problems.append(Problem("responsible", "责任人", "请从项目成员中选择责任人。", "required"))
    if due_on is None:
        problems.append(Problem("due_on", "期限", "请填写措施完成期限。", "required"))
    elif due_on < day_of(now):
        problems.append(Problem("due_on", "期限", f"期限 {due_on} 早于今天，请改为今天或以后。", "range"))
    if problems:
        raise Problems(problems)
    changes: dict[str, Any] = {
        "cause": Cause(cause),
        "cause_text": cause_text.strip(),
        "measure": Measure(measure),
        "measure_text": measure_text.strip(),
        "responsible_id": responsible_id,
        "due_on": due_on,
    }
    return take_step(alert, "take", by=by, now=now, version=version, changes=changes, cause=cause)


@transaction.atomic
def close_alert(alert: Alert, *, evidence: str, by: Actor, now: datetime, version: int | None = None) -> Alert:
    """Close with evidence, by somebody else than the one responsible, when the rule holds no more (or see CloseFacts)."""
    collaboration = alert.collaboration
    require_running(collaboration)
    closed = take_step(
        alert,
        "close",
        by=by,
        now=now,
        version=version,
        facts=close_facts(alert, collaboration, evidence=evidence, by=by, now=now),
        changes={"evidence": evidence.strip(), "closed_by_id": by.person_id, "closed_at": now},
    )
    if alert.task is not None:
        _relight(collaboration, alert.task, by=by, now=now)
    return closed


@transaction.atomic
def reopen_alert(alert: Alert, *, why: str, by: Actor, now: datetime, version: int | None = None) -> Alert:
    """Open a closed case again; the executive's clock starts anew."""
    require_running(alert.collaboration)
    if not why.strip():
        raise Problems(Problem("why", "理由", "请写明为什么重新打开。", "required"))
    try:
        with transaction.atomic():
            return take_step(
                alert,
                "reopen",
                by=by,
                now=now,
                version=version,
                changes={
                    "recurrence": alert.recurrence + 1,
                    "handle_by": handle_until(now),
                    "escalated_at": None,
                    "closed_at": None,
                    "closed_by_id": None,
                },
                why=why.strip(),
            )
    except IntegrityError:
        raise NotNow("同一任务或风险已有另一条未关闭的预警，请在其中处理。") from None


def _relight(collaboration: Collaboration, task: Task, *, by: Actor, now: datetime) -> None:
    """The task's light at once, instead of with the next pass of the clock."""
    verdict = verdict_of(collaboration, task, now=now)
    if (task.light, task.light_rule) == (verdict.light, verdict.rule):
        return
    columns: dict[str, Any] = {"light": verdict.light, "light_rule": verdict.rule}
    if task.light != verdict.light:
        columns["light_since"] = now
        announce(
            events.LightChanged(
                task_id=task.pk,
                before=str(task.light),
                after=verdict.light,
                rule=verdict.rule,
                context_id=collaboration.pk,
            ),
            by=by,
            now=now,
        )
    Task.objects.filter(pk=task.pk).update(**columns)
