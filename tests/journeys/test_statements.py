"""How many statements a page asks: at most twenty, and the same over ten rows as over a thousand; an update twelve."""

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, TODAY, Cast
from tests.make import make_collaboration
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import Person
from xietong.domain.planning.models import Link, Task
from xietong.domain.planning.states import TaskState
from xietong.domain.tracking.services import raise_alerts

PER_PAGE, PER_UPDATE = 20, 12
FEW, MANY = 10, 1_000

PAGES = (
    "/",
    "/collaborations",
    "/portfolio",
    "/calendar",
    "/updates",
    "/overdue",
    "{href}/tasks",
    "{href}/resources",
    "{href}/risks",
    "{href}/tracking",
    "{href}/tracking?group=department",
    "{href}/alerts",
    "{href}/support",
    "{href}/letters",
    "{href}/team",
    "{href}/events",
    "/api/v1/collaborations",
    "/api/v1/overdue",
    "/api/v1/me/todo",
    "/api/v1{href}/tasks?limit=500",
    "/api/v1{href}/tasks?form=rows",
    "/api/v1{href}/tracking?limit=500",
    "/api/v1{href}/alerts",
    "/api/v1{href}/events",
)


def work_of(cast: Cast, count: int) -> Collaboration:
    """A running collaboration with so many leaves, each linked to the one before; a third of them overdue."""
    collaboration = make_collaboration(cast, "execution", title=f"{count} 项任务", now=NOW - timedelta(days=30))
    owners = (cast.chen, cast.xu, cast.ma)
    tasks = Task.objects.bulk_create(
        Task(
            collaboration=collaboration,
            code=f"{n + 1}",
            sort_key=f"{n + 1:04}",
            position=n,
            name=f"任务{n + 1}",
            owner=owners[n % 3],
            department_id=owners[n % 3].department_id,
            start_on=TODAY - timedelta(days=20),
            finish_on=TODAY + timedelta(days=-5 if n % 3 == 0 else 10),
            baseline_finish=TODAY,
            state=TaskState.RUNNING,
            percent=40,
            state_since=NOW,
            deliverables=["清单"],
            acceptance=["齐全"],
        )
        for n in range(count)
    )
    Link.objects.bulk_create(Link(collaboration=collaboration, before=a, after=b) for a, b in pairwise(tasks))
    return collaboration


def statements(client: Client, address: str) -> list[str]:
    client.get(address)  # templates are read and the calendar is made once in a process
    with CaptureQueriesContext(connection) as counted:
        response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return [query["sql"] for query in counted]


@pytest.fixture
def small(cast: Cast, clock: object) -> Collaboration:
    collaboration = work_of(cast, FEW)
    raise_alerts(now=NOW)
    return collaboration


def test_pages_ask_as_much_for_a_thousand_rows_as_for_ten(
    cast: Cast, small: Collaboration, signed_in: Callable[[Person], Client]
) -> None:
    client = signed_in(cast.chen)
    few = {page: statements(client, page.format(href=small.href)) for page in PAGES}
    large = work_of(cast, MANY)
    raise_alerts(now=NOW)
    found = {page: statements(client, page.format(href=large.href)) for page in PAGES}

    assert {page: len(asked) for page, asked in found.items() if len(asked) > PER_PAGE} == {}
    grown = {page: (len(few[page]), len(asked)) for page, asked in found.items() if len(asked) != len(few[page])}
    assert grown == {}


def test_an_update_takes_few_statements(
    cast: Cast, small: Collaboration, signed_in: Callable[[Person], Client]
) -> None:
    client = signed_in(cast.chen)
    task = Task.objects.filter(collaboration=small, owner=cast.chen).order_by("pk")[0]
    line = {"task_id": str(task.pk), "percent": 60, "done": "完成样品", "cause": "resources", "version": task.version}

    with CaptureQueriesContext(connection) as counted:
        answer = client.post(
            f"/api/v1{small.href}/progress-reports", json.dumps({"lines": [line]}), content_type="application/json"
        )

    assert answer.status_code == 201, answer.content.decode()
    asked = [q["sql"] for q in counted if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(asked) <= PER_UPDATE, asked
