"""A coordination letter: drafted, signed by the lead, received, agreed to, handed over."""

from collections.abc import Iterable

from xietong.config.demo.acting import Script, Story
from xietong.config.demo.scenes.plan import task as task_of
from xietong.domain.tracking import services as tracking
from xietong.domain.tracking.models import CoordinationLetter
from xietong.domain.tracking.queries.letter import answer_data, letter_data
from xietong.domain.tracking.states import LetterAnswer
from xietong.kit.canonical import digest_of

Item = tuple[str, str, str, str, str, int, int]  # kind, name, spec, amount, place, first and last working day


def drafted(
    story: Story, *, lender: str, borrower: str, task: str, purpose: str, items: Iterable[Item], custody: str
) -> None:
    departments, company = story.company.departments, story.company
    keys = ("kind", "name", "spec", "amount", "place")
    row = tracking.draft_letter(
        story.collaboration,
        lender_id=departments[lender].pk,
        borrower_id=departments[borrower].pk,
        purpose=purpose,
        items=[
            {
                **dict(zip(keys, item[:5], strict=True)),
                "from_on": company.day(item[5]).isoformat(),
                "until_on": company.day(item[6]).isoformat(),
            }
            for item in items
        ],
        reply_by=company.calendar.add(story.now.date(), 1),
        custody=custody,
        cost_borne_by=borrower,
        task_id=task_of(story, task).pk,
        by=story.actor(company.staff(borrower)[0]),
        now=story.now,
    )
    story.things["letter"] = row.pk


def letter(story: Story) -> CoordinationLetter:
    found: CoordinationLetter = CoordinationLetter.objects.select_related(
        "collaboration", "lender__head", "borrower", "signature"
    ).get(pk=story.things["letter"])
    return found


def lent(story: Story) -> Script:
    """From the lead's signature to the resource in use."""
    yield story.after(75)
    row = letter(story)
    tracking.sign_letter(
        row,
        content_digest=digest_of(letter_data(row)),
        method=story.method(story.lead),
        by=story.actor(story.lead),
        now=story.now,
    )
    yield story.after(50)
    row = letter(story)
    speaker = story.company.staff(row.lender.name)[0]
    tracking.receive_letter(row, by=story.actor(speaker), now=story.now)
    yield story.after(160)
    row = letter(story)
    head = row.lender.head
    assert head is not None
    tracking.answer_letter(
        row,
        answer=LetterAnswer.AGREE.value,
        content_digest=digest_of(answer_data(row)),
        method=story.method(head),
        by=story.actor(head),
        now=story.now,
    )
    yield story.after(300)
    tracking.hand_over(
        letter(story), condition="1台，箱体与温控完好，附校准证书。", by=story.actor(speaker), now=story.now
    )
