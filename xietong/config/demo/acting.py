"""The stage of the demo: people act at moments, through the product's own services, while the clock runs on.

A story is a generator: it yields the moment of its next act and, when that moment has come, does it. All stories are
played together in order of time, so that the journal grows as it would have grown; between acts the product's own
clock jobs run on every working day, and the queue is worked off.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from heapq import heappop, heappush
from typing import Any

from django.utils import timezone

from xietong.config.demo.organisation import PASSWORD
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import Place, place_of
from xietong.domain.people.models import Department, Person
from xietong.domain.people.queries import Who, company_calendar, who_is
from xietong.domain.people.roles import Role
from xietong.domain.people.services import recognise_again
from xietong.kit.access import Actor
from xietong.kit.clock import clock_at, day_of
from xietong.kit.jobs.clock_jobs import SCHEDULED, next_run
from xietong.kit.jobs.work import run_all

OPENS, SHUTS = time(8, 50), time(17, 50)
ROUNDS = (time(8, 35), time(18, 5))  # when the clock jobs get their turn on a working day

RECENT = 15  # working days
NOT_YET = datetime.min.replace(tzinfo=UTC)

Script = Iterator[datetime]


@dataclass
class Company:
    """The people and the calendar, and days counted from the last working day before today (0, -1, -2 …)."""

    people: dict[str, Person]
    today: date
    departments: dict[str, Department] = field(default_factory=dict)
    recognised: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for department in Department.objects.select_related("head", "executive"):
            self.departments[department.name] = department

    @cached_property
    def calendar(self) -> Any:
        return company_calendar()

    def day(self, n: int) -> date:
        """Working day n: 0 is the last one before today, 1 is today or the next working day."""
        found: date = self.calendar.day_at(self.calendar.index_of(self.today) + n - 1)
        return found

    def at(self, n: int, clock: str = "09:30") -> datetime:
        """A moment of working day n."""
        return timezone.make_aware(datetime.combine(self.day(n), time.fromisoformat(clock)))

    def after(self, moment: datetime, minutes: int) -> datetime:
        """So many minutes later; what falls behind closing time is done the next working morning."""
        later = timezone.localtime(moment) + timedelta(minutes=minutes)
        late = later.time() > SHUTS or not self.calendar.is_working(later.date())
        if late or later.time() < OPENS:
            opening = datetime.combine(self.calendar.add(later.date(), 1 if late else 0), OPENS)
            later = timezone.make_aware(opening) + timedelta(minutes=minutes % 50)
        last = self.at(0, "17:55")
        return min(later, last)

    def staff(self, department: str) -> list[Person]:
        """The people of a department without its head and without executives, in the order of hiring."""
        head = self.departments[department].head_id
        where = self.departments[department].pk
        rows = [p for p in self.people.values() if p.department_id == where and p.pk != head]
        return sorted((p for p in rows if "总经理（" not in p.post), key=lambda person: person.pk)

    def method(self, person: Person) -> str:
        """How the signer was recognised: by the password, typed once (a hash is slow on purpose)."""
        if person.pk not in self.recognised:
            self.recognised[person.pk] = recognise_again(person, PASSWORD)
        return self.recognised[person.pk]


@dataclass
class Story:
    """One collaboration as it is told: who acts, when it is, what has come into being."""

    company: Company
    now: datetime = NOT_YET
    pk: int = 0
    lead_name: str = ""  # username
    haste: int = 1  # a complaint goes round in minutes where a budget takes hours
    things: dict[str, Any] = field(default_factory=dict)  # what a later scene comes back to

    @property
    def collaboration(self) -> Collaboration:
        """Fresh from the database."""
        return Collaboration.objects.select_related("initiating_department", "lead", "initiator").get(pk=self.pk)

    @property
    def lead(self) -> Person:
        return self.company.people[self.lead_name]

    def who(self, person: Person) -> Who:
        return who_is(person, day_of(self.now))

    def place(self, person: Person) -> Place:
        return place_of(self.who(person), self.collaboration)

    def actor(self, person: Person, *roles: Role) -> Actor:
        """The person with the roles held here and now; `roles` are those towards the one thing in hand."""
        return self.place(person).about(*roles)

    def outside(self, person: Person) -> Actor:
        return self.who(person).actor()

    def after(self, minutes: int) -> datetime:
        return self.company.after(self.now, max(2, minutes // self.haste))

    def method(self, person: Person) -> str:
        return self.company.method(person)


def perform(company: Company, played: Iterable[tuple[Story, Script]], *, until: datetime) -> None:
    """Play all stories in order of time; at the end the clock jobs run once more at `until`."""
    queue: list[tuple[datetime, int, Story, Script]] = []
    for number, (story, script) in enumerate(played):
        heappush(queue, (next(script), number, story, script))
    begun = queue[0][0]
    clockwork, rounds = _Clockwork(begun), _rounds(company, begun, until)
    coming = next(rounds, None)
    while queue:
        moment, number, story, script = heappop(queue)
        while coming and coming < moment:
            clockwork.turn(coming)
            coming = next(rounds, None)
        story.now = moment
        with clock_at(moment):
            later = next(script, None)
            run_all(now=moment)
        if later is not None:
            heappush(queue, (max(later, moment), number, story, script))
    while coming:
        clockwork.turn(coming)
        coming = next(rounds, None)
    clockwork.turn(until)


def _rounds(company: Company, begun: datetime, until: datetime) -> Iterator[datetime]:
    """One round a working evening long ago; in the last weeks, whose reminders are still to be seen, two on every day."""
    day, recent = timezone.localtime(begun).date(), company.day(-RECENT)
    while True:
        for clock in ROUNDS if day >= recent else ROUNDS[-1:]:
            moment = timezone.make_aware(datetime.combine(day, clock))
            if moment >= until:
                return
            yield moment
        day = day + timedelta(days=1) if day >= recent else company.calendar.add(day, 1)


class _Clockwork:
    """What the worker does by the clock: reminders, lights, escalations, the seal of the journal.

    A job whose time has come since the last round is called directly instead of going through the queue: the same
    function at the same moment, a third of the time. What follows from it goes through the queue as ever.
    """

    def __init__(self, begun: datetime):
        self.next = {name: next_run(job.expression, begun) for name, job in SCHEDULED.items()}

    def turn(self, moment: datetime) -> None:
        with clock_at(moment):
            for name, job in SCHEDULED.items():
                if self.next[name] <= moment:
                    self.next[name] = next_run(job.expression, moment)
                    job.run(now=moment)
            run_all(now=moment)
