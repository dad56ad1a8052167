"""A running collaboration with leaves whose dates are said in days from today."""

from datetime import date, timedelta

from tests.cast import NOW, TODAY
from tests.make import make_collaboration
from xietong.domain.planning.models import Risk, Task
from xietong.domain.planning.states import TaskState

BEGAN = NOW - timedelta(days=21)


def running(cast, **columns):
    """市场部, 研发部 and 生产部 at work for three weeks."""
    return make_collaboration(cast, "execution", now=BEGAN, **columns)


def leaf(
    collaboration,
    owner,
    department,
    *,
    start=None,
    finish=5,
    percent=50,
    state=TaskState.RUNNING,
    reported=-1,
    code="1.1",
    name="门店签约",
    **columns,
):
    """A leaf from `start` to `finish` days from today, last reported `reported` days from now (None: never)."""
    start = min(-5, finish - 5) if start is None else start
    return Task.objects.create(
        collaboration=collaboration,
        owner=owner,
        department=department,
        code=code,
        sort_key=code,
        name=name,
        start_on=TODAY + timedelta(days=start),
        finish_on=TODAY + timedelta(days=finish),
        baseline_start=TODAY + timedelta(days=start),
        baseline_finish=TODAY + timedelta(days=finish),
        percent=percent,
        state=state,
        state_since=BEGAN,
        reported_at=None if reported is None else NOW + timedelta(days=reported),
        **columns,
    )


def major_risk(collaboration, owner, tasks, *, state="watched", mitigate_by: date | None = None, score=(4, 4)):
    return Risk.objects.create(
        collaboration=collaboration,
        name="芯片交期",
        category="supply",
        department=collaboration.initiating_department,
        owner=owner,
        probability=score[0],
        impact=score[1],
        score=score[0] * score[1],
        tasks=[task.pk for task in tasks],
        state=state,
        state_since=BEGAN,
        mitigate_by=mitigate_by,
        raised_by=owner,
        contingency="备用供应商",
    )
