"""Fill an empty database as a large company does in a year: one collaboration of 5,000 tasks, 200 of 250, all running.

`python -m bench.load` in the surroundings of a site (XIETONG_DATA, XIETONG_DATABASE_URL) writes rows in bulk, without
services, and prints as JSON what a measurement needs to come in: ids, a token, a session.
"""

import json
import os
import random
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

BIG, BIG_LINKS = 5_000, 10_000
SMALL, SMALL_LINKS, SMALLS = 250, 300, 200
UNDER_ONE_PARENT = 24  # leaves under a summary task
DONE_OF_PAST = 0.8  # of the tasks that should be finished; the others are overdue
SEED = 2026
TOKEN = "bench-token-of-a-database-that-is-thrown-away"


@dataclass
class Loaded:
    """Where to come in. `lead` leads the large collaboration; `tasks` are open leaves of it with their versions."""

    big: int
    lead: str
    token: str
    session: str
    person: int
    tasks: list[int] = field(default_factory=list)


def load(now: datetime) -> Loaded:
    """Write everything in one transaction. The organisation is the demo company's."""
    from django.db import transaction

    from xietong.config.demo.organisation import load_organisation

    with transaction.atomic():
        people = load_organisation()
        chance = random.Random(SEED)
        writer = _Writer(people, chance, now)
        writer.collaborations()
        writer.tasks_and_links()
        return writer.loaded()


class _Writer:
    """The rows of one load, table after table."""

    def __init__(self, people: dict[str, Any], chance: random.Random, now: datetime):
        from xietong.domain.people.models import Department, Person

        self.chance, self.now, self.today = chance, now, now.astimezone().date()
        self.lead = people["linhaoran"]
        self.departments = list(Department.objects.exclude(name="总经办").select_related("head"))
        self.members: dict[int, list[Any]] = {}
        for person in Person.objects.order_by("id"):
            self.members.setdefault(person.department_id, []).append(person)
        self.taking_part: dict[int, list[Any]] = {}

    def collaborations(self) -> None:
        """The large one first; each with five departments, lead, liaisons, an approved application and a plan in force."""
        from xietong.domain.collaborations.models import Application, Collaboration, Member, Participation
        from xietong.domain.people.roles import Role
        from xietong.domain.planning.models import Plan

        chance, now, rows = self.chance, self.now, []
        marketing = self.lead.department_id
        for n in range(SMALLS + 1):
            first = (
                next(d for d in self.departments if d.pk == marketing) if n == 0 else chance.choice(self.departments)
            )
            others = chance.sample([d for d in self.departments if d is not first], 4)
            start = self.today - timedelta(days=300 if n == 0 else chance.randint(20, 220))
            row = Collaboration(
                number=f"XT-{start.year}-{n + 5001}",
                title=f"协同项目{n:03}：{first.name}牵头",
                scenario=("新产品上市", "客户投诉处理", "年度预算编制", "大型活动执行", "流程优化")[n % 5],
                state="execution",
                state_since=now - timedelta(days=(self.today - start).days),
                initiating_department=first,
                initiator=chance.choice(self.members[first.pk]),
                lead=first.head,
                start_on=start,
                finish_on=start + timedelta(days=365 if n == 0 else 270),
                made_at=now - timedelta(days=320),
            )
            rows.append((row, [first, *others]))
        Collaboration.objects.bulk_create([row for row, _ in rows])
        self.rows = [row for row, _ in rows]
        self.taking_part = {row.pk: departments for row, departments in rows}
        since = now - timedelta(days=310)
        Application.objects.bulk_create(
            Application(
                collaboration=row, state="approved", state_since=since, revision=1, submitted_at=since,
                answers={"title": row.title, "goal": "按期完成，达到申请表所列指标。"},
            )
            for row in self.rows
        )  # fmt: skip
        Plan.objects.bulk_create(
            Plan(collaboration=row, number=1, state="published", state_since=since, drafted_by=row.lead,
                 drafted_at=since, published_at=since)
            for row in self.rows
        )  # fmt: skip
        Participation.objects.bulk_create(
            Participation(
                collaboration=row, department=department, ask=f"{department.name}负责的工作", order=order, named_at=since,
                involvement="leading" if order == 0 else "supporting", liaison=self.members[department.pk][1],
            )
            for row in self.rows
            for order, department in enumerate(self.taking_part[row.pk])
        )  # fmt: skip
        Member.objects.bulk_create(
            Member(collaboration=row, person=person, role=Role.OWNER.value, since=since)
            for row in self.rows
            for department in self.taking_part[row.pk]
            for person in self.members[department.pk]
        )

    def tasks_and_links(self) -> None:
        """Leaves dated by the product's own scheduling, summary tasks over them, links between leaves."""
        from xietong.domain.planning.models import Link, Task

        self.tasks: list[Any] = []
        joined: list[tuple[int, int, Any]] = []
        for number, row in enumerate(self.rows):
            count, links = (BIG, BIG_LINKS) if number == 0 else (SMALL, SMALL_LINKS)
            first = len(self.tasks)
            leaves = self._tree(row, count)
            joined += self._dates(row, [self.tasks[first + at] for at in leaves], links, [first + at for at in leaves])
        self._roll_up()
        first_id = (Task.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        for offset, task in enumerate(self.tasks):
            task.pk = first_id + offset
        for task in self.tasks:
            if task.above is not None:
                task.parent_id = task.above.pk
        Task.objects.bulk_create(self.tasks, batch_size=5_000)
        Link.objects.bulk_create(
            (
                Link(collaboration_id=self.tasks[a].collaboration_id, before_id=self.tasks[a].pk,
                     after_id=self.tasks[b].pk, kind=link.type.value, lag=link.lag)
                for a, b, link in joined
            ),
            batch_size=10_000,
        )  # fmt: skip
        _set_sequence(Task)

    def _tree(self, row: Any, count: int) -> list[int]:
        """Append `count` rows of a two-level WBS; the places of its leaves among them."""
        from xietong.domain.planning.models import Task

        departments, leaves = self.taking_part[row.pk], []
        parent, under = None, 0
        for at in range(count):
            if at % (UNDER_ONE_PARENT + 1) == 0:
                under += 1
                parent = Task(collaboration_id=row.pk, is_leaf=False, code=str(under), sort_key=f"{under:04}",
                              position=under - 1, name=f"阶段{under}", state_since=self.now)  # fmt: skip
                parent.above = None
                self.tasks.append(parent)
                continue
            place = at % (UNDER_ONE_PARENT + 1)
            department = departments[at % len(departments)]
            owner = self.members[department.pk][at % len(self.members[department.pk])]
            leaf = Task(
                collaboration_id=row.pk, position=place - 1, code=f"{under}.{place}",
                sort_key=f"{under:04}.{place:04}", name=f"{department.name}：第{at}项工作，按要求完成并提交成果",
                department_id=department.pk, owner_id=owner.pk, deliverables=[f"成果{at}"], acceptance=["数量≥1", "经验收部门确认"],
                state_since=self.now,
            )  # fmt: skip
            leaf.above = parent
            leaves.append(at)
            self.tasks.append(leaf)
        return leaves

    def _dates(self, row: Any, leaves: list[Any], links: int, places: list[int]) -> list[tuple[int, int, Any]]:
        from tests.scheduling.networks import realistic_problem
        from xietong.domain.people.queries import company_calendar
        from xietong.scheduling import schedule

        window = max(100, len(leaves) // 2)
        problem = realistic_problem(
            len(leaves), links, seed=row.pk, window=window, calendar=company_calendar(), anchor=row.start_on
        )
        found = schedule(problem)
        for activity, leaf in zip(problem.activities, leaves, strict=True):
            dates = found.by_id[activity.id]
            leaf.duration, leaf.is_milestone = activity.duration, activity.duration == 0
            leaf.start_on, leaf.finish_on = dates.start, dates.finish
            leaf.baseline_start, leaf.baseline_finish = dates.start, dates.finish
            leaf.total_float, leaf.is_critical = dates.total_float, dates.critical
            self._progress(leaf)
        return [(places[link.before], places[link.after], link) for link in problem.links]

    def _progress(self, leaf: Any) -> None:
        """As people leave things: most of the past is done, some is late, what runs is somewhere."""
        chance, today = self.chance, self.today
        if leaf.finish_on < today and chance.random() < DONE_OF_PAST:
            leaf.state, leaf.percent = "done", 100
            leaf.actual_start, leaf.actual_finish = leaf.start_on, leaf.finish_on
        elif leaf.start_on <= today:
            leaf.state = "blocked" if chance.random() < 0.05 else "running"
            leaf.percent, leaf.actual_start = chance.randint(5, 95), leaf.start_on
            leaf.reported_at = self.now - timedelta(hours=chance.randint(1, 60))

    def _roll_up(self) -> None:
        below: dict[int, list[Any]] = {}
        for task in self.tasks:
            if task.above is not None:
                below.setdefault(id(task.above), []).append(task)
        for task in self.tasks:
            if children := below.get(id(task)):
                task.start_on = task.baseline_start = min(child.start_on for child in children)
                task.finish_on = task.baseline_finish = max(child.finish_on for child in children)
                task.percent = sum(child.percent for child in children) // len(children)

    def loaded(self) -> Loaded:
        """A token and a session of the lead, and open leaves that are the lead's to report on."""
        from xietong.kit.api.manners import digest_of_token
        from xietong.kit.api.models import Token

        Token.objects.create(
            person=self.lead, name="bench", digest=digest_of_token(TOKEN), hint=TOKEN[-4:], may_write=True,
            made_at=self.now, expires_at=self.now + timedelta(days=1), used_on=self.now.date(),
        )  # fmt: skip
        big = self.rows[0].pk
        open_ = [
            task.pk
            for task in self.tasks
            if task.collaboration_id == big and task.is_leaf and task.state == "running"
            and task.department_id == self.lead.department_id
        ]  # fmt: skip
        return Loaded(big, self.lead.username, TOKEN, _session(self.lead), self.lead.pk, open_)


def _session(person: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _set_sequence(model: Any) -> None:
    """Ids were given here; PostgreSQL must count on from the last one."""
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xietong.config.settings")
    import django

    django.setup()
    from django.db import connection

    from xietong.domain.tracking.services import raise_alerts
    from xietong.kit.clock import clock

    now = clock()
    found = load(now)
    raise_alerts(now=now)  # as every running installation stands: lights lit, cases open
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps(vars(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
