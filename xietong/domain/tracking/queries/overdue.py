"""Overdue work over all collaborations a person may see: the first hundred, by how long it is late."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import visible
from xietong.domain.collaborations.states import Light, Stage
from xietong.domain.people.queries import Who, department_names, person_names
from xietong.domain.planning.models import Task
from xietong.domain.planning.states import TaskState
from xietong.kit.clock import day_of


@dataclass(frozen=True)
class Overdue:
    id: int
    code: str
    name: str
    collaboration_id: int
    number: str
    collaboration: str
    department: str
    owner: str
    finish_on: date
    days: int  # natural days
    percent: int
    state: TaskState
    light: Light


def overdue(who: Who, *, now: datetime, limit: int = 100, cursor: list[Any] | None = None) -> list[Overdue]:
    """limit + 1 rows, longest overdue first, after `cursor` = [finish_on, id]. Rides on the partial index.

    One statement for the page, three for its names. Nothing is joined before the LIMIT.
    """
    today = day_of(now)
    seen = visible(who).filter(state=Stage.EXECUTION).values("pk")
    # collaboration + 0: the page is read along the partial index (finish, id) and not collected by collaboration
    rows = Task.objects.overdue(today).annotate(inside=F("collaboration_id") + 0).filter(inside__in=seen)
    if cursor:
        day, pk = date.fromisoformat(str(cursor[0])), int(cursor[1])
        rows = rows.filter(finish_on__gte=day).filter(Q(finish_on__gt=day) | Q(pk__gt=pk))
    columns = (
        "id", "code", "name", "collaboration_id", "department_id", "owner_id", "finish_on", "percent", "state", "light",
    )  # fmt: skip
    page = list(rows.order_by("finish_on", "id").values_list(*columns)[: limit + 1])
    titles = {
        pk: (number, title)
        for pk, number, title in Collaboration.objects.filter(pk__in={row[3] for row in page}).values_list(
            "id", "number", "title"
        )
    }
    departments = department_names(row[4] for row in page)
    people = person_names(row[5] for row in page)
    return [
        Overdue(
            pk, code, name, collaboration, titles[collaboration][0] or "", titles[collaboration][1],
            departments.get(department, ""), people.get(owner, ""), finish_on, (today - finish_on).days, percent, state, light,
        )
        for pk, code, name, collaboration, department, owner, finish_on, percent, state, light in page
    ]  # fmt: skip
