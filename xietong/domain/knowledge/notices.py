"""When X happened, tell whom."""

from collections.abc import Iterable

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import people_with
from xietong.domain.knowledge import events
from xietong.domain.knowledge.models import Lesson, Playbook
from xietong.domain.knowledge.queries import PAGE_OF
from xietong.domain.knowledge.states import Part
from xietong.domain.people.queries import people_with_office
from xietong.domain.people.roles import Role
from xietong.kit.events.models import HappenedEvent
from xietong.kit.notices.rules import INBOX, NoticeRule, Words


def the_pmo(event: HappenedEvent) -> Iterable[int]:
    return people_with_office(Role.PMO)


def the_lead(event: HappenedEvent) -> Iterable[int]:
    """Who is not the one that took it over himself: that one is left out by the deliverer."""
    return people_with([Role.LEAD], event.context_id) if event.context_id else []


def drafted_words(event: HappenedEvent) -> Words:
    lesson = Lesson.objects.select_related("collaboration").get(pk=event.data["lesson_id"])
    source = f"来自《{lesson.collaboration.title}》的复盘。" if lesson.collaboration else ""
    return Words(f"待发布的{lesson.kind.label}：{lesson.title}", f"{source}修改后发布，全公司即可查到。", lesson.href)


def taken_words(event: HappenedEvent) -> Words:
    part, playbook = Part(event.data["part"]), Playbook.objects.get(pk=event.data["playbook_id"])
    collaboration = Collaboration.objects.get(pk=event.context_id)
    return Words(
        f"{part.label}草稿已备好：{collaboration.title}",
        f"从“{playbook.name}”带入 {event.data['count']} 项，请按实际情况修改。",
        f"{collaboration.href}{PAGE_OF[part]}",
    )


NOTICES = [
    #          when                      whom       words          by
    NoticeRule(events.LessonWritten,     the_pmo,   drafted_words, INBOX),
    NoticeRule(events.PlaybookPartTaken, the_lead,  taken_words,   INBOX),
]  # fmt: skip
