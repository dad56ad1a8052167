"""Who is told what."""

from datetime import timedelta

from tests.cast import NOW, Cast, actor
from tests.domain.meetings.held import TOMORROW, action, call, chair, issue
from tests.make import make_collaboration
from xietong.domain.meetings import services
from xietong.domain.meetings.models import ActionItem
from xietong.domain.meetings.notices import NOTICES
from xietong.domain.people.models import Person
from xietong.domain.people.roles import Role
from xietong.kit.events.models import HappenedEvent
from xietong.kit.notices.rules import Words


def told(event_name: str) -> list[tuple[set[str], Words]]:
    """For the last event of this name: names and words of every rule."""
    event = HappenedEvent.objects.filter(name=f"meetings.{event_name}").latest("pk")
    rules = [rule for rule in NOTICES if rule.when.name() == event.name]
    assert rules
    return [
        ({person.name for person in Person.objects.filter(pk__in=list(rule.whom(event)))}, rule.words(event))
        for rule in rules
    ]


def test_everybody_invited_hears_of_a_meeting_and_of_its_end(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = call(cast, collaboration, place="三楼")

    people, words = told("MeetingCalled")[0]
    assert people == {"陈静", "林晓岚", "吴磊", "赵启明", "许婷", "王芳", "马超"}
    assert "11-24 10:00，60 分钟，三楼" in words.body
    services.cancel_meeting(meeting, why="主持人出差", by=chair(cast, collaboration), now=NOW)
    assert told("MeetingCancelled")[0][1].body == "主持人出差"


def test_minutes_and_action_items_reach_their_people(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    minutes = issue(cast, collaboration, action(cast), action(cast, solution="再催货"))

    people, words = told("MinutesIssued")[0]
    assert "陈静" not in people
    assert minutes.number in words.body
    assert told("ActionItemGiven")[0][0] == {"许婷"}

    item = ActionItem.objects.order_by("pk")[0]
    own = actor(cast.xu, collaboration, Role.OWNER_OF_THIS)
    services.finish_action_item(item, result="已到货", by=own, now=TOMORROW)
    assert told("ActionItemDone")[0][0] == {"陈静"}
    services.reopen_action_item(item, why="数量不够", by=chair(cast, collaboration), now=TOMORROW)
    assert told("ActionItemReopened")[0][1].body == "数量不够"

    services.tell_of_overdue_items(now=NOW + timedelta(days=8))
    people, words = told("ActionItemOverdue")[0]
    assert people == {"许婷"}
    assert words.title.startswith("2 项行动项已超期")


def test_late_minutes_and_objections_reach_chair_and_recorder(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    minutes = issue(cast, collaboration)
    receipt = minutes.receipts.get(person=cast.ma)

    services.object_to_minutes(receipt, why="漏记", by=actor(cast.ma, collaboration), now=TOMORROW + timedelta(hours=3))

    people, words = told("MinutesObjected")[0]
    assert people == {"陈静", "林晓岚"}
    assert words.title.startswith("马超 对会议纪要有异议")
