"""When X happened in map and duties, tell whom."""

from collections.abc import Iterable

from xietong.domain.collaborations.models import Collaboration, Participation
from xietong.domain.collaborations.queries import people_with
from xietong.domain.duties import events
from xietong.domain.duties.models import ResponsibilityList
from xietong.domain.people.queries import delegates_of, department_names
from xietong.domain.people.roles import Role
from xietong.kit.clock import day_of
from xietong.kit.events.models import HappenedEvent
from xietong.kit.notices.rules import INBOX, MAIL, NoticeRule, Words


def _collaboration(event: HappenedEvent) -> Collaboration:
    return Collaboration.objects.get(pk=event.context_id)


def heads_and_liaisons(event: HappenedEvent) -> Iterable[int]:
    return people_with({Role.HEAD, Role.LIAISON}, event.context_id or 0)


def heads_to_confirm(event: HappenedEvent) -> Iterable[int]:
    """Heads (and who stands in for them) of the departments that have not confirmed their rows."""
    confirmed = ResponsibilityList.objects.get(pk=event.data["responsibility_list_id"]).confirmations
    waited = Participation.objects.filter(collaboration_id=event.context_id).exclude(
        department__in=confirmed.values("department")
    )
    heads = [pk for pk in waited.values_list("department__head_id", flat=True) if pk]
    return [*heads, *delegates_of(heads, day_of(event.at))]


def the_lead(event: HappenedEvent) -> Iterable[int]:
    return people_with({Role.LEAD}, event.context_id or 0)


def everybody_concerned(event: HappenedEvent) -> Iterable[int]:
    return people_with({Role.LEAD, Role.HEAD, Role.LIAISON}, event.context_id or 0)


def published_words(event: HappenedEvent) -> Words:
    collaboration = _collaboration(event)
    return Words(
        f"协同流程图已发布：{collaboration.title}",
        f"第 {event.data.get('revision', 1)} 版。请查看本部门负责的环节、输入与输出。",
        f"{collaboration.href}/process-map",
    )


def asked_words(event: HappenedEvent) -> Words:
    collaboration = _collaboration(event)
    return Words(
        f"待确认本部门职责：{collaboration.title}",
        "请核对本部门主责、执行、会商和知会的事项，确认或退回。",
        f"{collaboration.href}/responsibilities#confirmation",
    )


def returned_words(event: HappenedEvent) -> Words:
    collaboration = _collaboration(event)
    department_id = event.data.get("department_id")
    name = department_names([department_id]).get(department_id, "")
    return Words(
        f"职责清单被{name}退回：{collaboration.title}",
        event.data.get("why", ""),
        f"{collaboration.href}/responsibilities",
    )


def confirmed_words(event: HappenedEvent) -> Words:
    collaboration = _collaboration(event)
    return Words(
        f"部门职责清单已确认完成：{collaboration.title}",
        "各部门均已确认本部门的职责。",
        f"{collaboration.href}/responsibilities",
    )


NOTICES = [
    #          when                        whom                 words            by
    NoticeRule(events.ProcessMapPublished, heads_and_liaisons,  published_words, INBOX),
    NoticeRule(events.ConfirmationAsked,   heads_to_confirm,    asked_words,     INBOX | MAIL),
    NoticeRule(events.DutiesReturned,      the_lead,            returned_words,  INBOX | MAIL),
    NoticeRule(events.DutiesConfirmed,     everybody_concerned, confirmed_words, INBOX),
]  # fmt: skip
