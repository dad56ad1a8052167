"""Meetings: called, held, minutes written and issued, receipts, action items worked off."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from xietong.config.demo.acting import Script, Story
from xietong.domain.meetings import services as meetings
from xietong.domain.meetings.models import ActionItem, Meeting, MinutesReceipt
from xietong.domain.meetings.queries import draft_of
from xietong.domain.meetings.states import Attendance, MeetingKind
from xietong.domain.people.models import Person
from xietong.domain.people.roles import Role


def held(
    story: Story,
    *,
    kind: MeetingKind,
    n: int,
    clock: str = "10:00",
    minutes: int = 45,
    topics: Iterable[Mapping[str, Any]] = (),
    actions: Iterable[Mapping[str, Any]] = (),
    absent: str = "",
    unread: int = 0,
) -> Script:
    """Called the day before, held on working day `n`, minutes out in the afternoon.

    `topics`: topic, presenter (username), points, conclusion; `actions`: problem, solution, owner (username), days.
    """
    topics, people = list(topics), story.company.people
    yield story.company.at(n - 1, "09:20")
    meeting = meetings.call_meeting(
        story.collaboration,
        kind=kind,
        starts_at=story.company.at(n, clock),
        minutes_planned=minutes,
        place="三楼协同会议室 / 线上同步",
        topics=[{"topic": t["topic"], "presenter": people[t["presenter"]].pk, "minutes": 10} for t in topics],
        by=story.actor(story.lead),
        now=story.now,
    )
    recorder = meeting.recorder
    yield story.company.at(n, clock)
    meetings.open_meeting(_fresh(meeting), by=story.actor(recorder, Role.RECORDER), now=story.now)
    if absent and meeting.attendees.filter(person=people[absent]).exists():
        rows = {people[absent].pk: (Attendance.ABSENT, "出差，已由同事代为汇报")}
        meetings.record_attendance(_fresh(meeting), rows=rows, by=story.actor(recorder, Role.RECORDER), now=story.now)
    yield story.now + timedelta(minutes=minutes - 4)
    meetings.close_meeting(_fresh(meeting), by=story.actor(recorder, Role.RECORDER), now=story.now)
    yield story.company.at(n, "14:10")
    _write(story, meeting, topics, list(actions))
    yield story.company.at(n, "15:05")
    draft = draft_of(_fresh(meeting))
    assert draft is not None
    issued = meetings.issue_minutes(draft, by=story.actor(meeting.chair, Role.CHAIR), now=story.now)
    waiting = list(MinutesReceipt.objects.filter(minutes=issued, confirmed_at=None).select_related("person"))
    yield story.company.at(n, "17:10")
    for receipt in waiting[: len(waiting) - unread]:
        meetings.confirm_minutes(receipt, by=story.actor(receipt.person), now=story.now)


def _fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("collaboration", "chair", "recorder").get(pk=meeting.pk)


def _write(story: Story, meeting: Meeting, topics: list[Any], actions: list[Any]) -> None:
    draft = draft_of(_fresh(meeting))
    assert draft is not None
    people, calendar = story.company.people, story.company.calendar
    answers = dict(draft.answers)
    answers["topics"] = [
        {
            **row,
            "points": topics[number]["points"],
            "conclusion": topics[number]["conclusion"],
        }
        for number, row in enumerate(answers.get("topics") or [])
    ] or [
        {
            "topic": "进度与问题",
            "presenter": None,
            "points": "逐部门核对进度",
            "dissent": "",
            "conclusion": "按计划推进",
        }
    ]
    answers["actions"] = [
        {
            "problem": row["problem"],
            "solution": row["solution"],
            "owner": people[row["owner"]].pk,
            "due_on": calendar.add(meeting.starts_at.date(), row["days"]).isoformat(),
            "priority": "high",
            "task": "",
        }
        for row in actions
    ]
    by = story.actor(meeting.recorder, Role.RECORDER)
    meetings.save_minutes(draft, answers=answers, by=by, now=story.now)


def action_done(story: Story, owner: str, result: str) -> None:
    """The oldest open action item of this person is finished."""
    person: Person = story.company.people[owner]
    item = (
        ActionItem.objects.filter(collaboration=story.pk, owner=person, state="open")
        .select_related("collaboration")
        .order_by("pk")
        .first()
    )
    if item is not None:
        by = story.actor(person, Role.OWNER_OF_THIS)
        meetings.finish_action_item(item, result=result, by=by, now=story.now)
