"""Form 1 from a playbook, and its signatures."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from xietong.config.demo.acting import Script, Story
from xietong.domain.collaborations import services
from xietong.domain.collaborations.models import Application
from xietong.domain.collaborations.queries import KIND
from xietong.domain.knowledge import queries as knowledge
from xietong.domain.knowledge.services import start_from_playbook
from xietong.domain.people.models import Person
from xietong.domain.signoffs.models import SignOff
from xietong.domain.signoffs.queries import latest_round
from xietong.domain.signoffs.states import Opinion, SignOffState


def started(
    story: Story,
    *,
    playbook: str,
    title: str,
    by: str,
    answers: Mapping[str, Any],
    start_on: date | None = None,
    target_on: date | None = None,
) -> None:
    """The draft: departments as proposed, form 1 filled in with what only people know."""
    chosen = knowledge.playbook_called(playbook)
    initiator = story.company.people[by]
    collaboration = start_from_playbook(
        chosen,
        title=title,
        departments=knowledge.proposed_departments(chosen),
        initiator=initiator,
        start_on=start_on,
        target_on=target_on,
        answers=answers,
        by=story.outside(initiator),
        now=story.now,
    )
    story.pk = collaboration.pk
    story.things["initiator"] = initiator


def application(story: Story) -> Application:
    return Application.objects.select_related("collaboration__initiating_department").get(collaboration=story.pk)


def submitted(story: Story) -> None:
    services.submit_application(application(story), by=story.actor(story.things["initiator"]), now=story.now)


def changed(story: Story, **answers: Any) -> None:
    """Some lines of form 1 as they are now."""
    row = application(story)
    services.save_application(
        row, answers={**row.answers, **answers}, by=story.actor(story.things["initiator"]), now=story.now
    )


def sign(story: Story, signoff: SignOff, opinion: Opinion = Opinion.AGREE, reason: str = "") -> None:
    services.sign_application(
        application(story),
        signoff=signoff,
        content_digest=signoff.round.content_id,
        opinion=opinion,
        reason=reason,
        method=story.method(signoff.person),
        by=story.actor(signoff.person),
        now=story.now,
    )


def send_back(story: Story, person: Person, why: str) -> None:
    signoff = waiting(KIND, application(story).pk, person)
    services.return_application(application(story), signoff=signoff, why=why, by=story.actor(person), now=story.now)


def waiting(kind: str, subject_id: int, person: Person | None = None) -> Any:
    """The next request of a round that can be signed now, or that of this person."""
    round_ = latest_round(kind, subject_id)
    if round_ is None:
        return None
    rows = round_.signoffs.filter(state=SignOffState.WAITING).select_related("round__content", "person", "department")
    return (rows.filter(person=person) if person else rows.order_by("pk")).first()


def signatures(
    story: Story,
    kind: str,
    subject: Callable[[], int],
    act: Callable[[Story, SignOff], None],
    *,
    every: int = 70,
    without: frozenset[str] = frozenset(),
) -> Script:
    """One after the other signs; those of `without` are still waited for."""
    while True:
        yield story.after(every)
        round_ = latest_round(kind, subject())
        if round_ is None:
            return
        rows = [
            row
            for row in round_.signoffs.filter(state=SignOffState.WAITING)
            .select_related("round__content", "person", "department")
            .order_by("pk")
            if row.person.username not in without
        ]
        if not rows:
            return
        act(story, rows[0])


def approved(story: Story, *, every: int = 70) -> Script:
    """Everybody signs; the playbook's map, duties and task forces are drafted by what follows."""
    yield from signatures(story, KIND, lambda: application(story).pk, sign, every=every)


def at(moment: datetime) -> Iterator[datetime]:
    """Wait for a moment: `yield from at(company.at(-20, "10:00"))`."""
    yield moment
