"""When X happened in planning, tell whom."""

from collections.abc import Iterable

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import people_with, speakers_for
from xietong.domain.people.models import Department
from xietong.domain.people.queries import delegates_of, person_names
from xietong.domain.people.roles import Role
from xietong.domain.planning import events
from xietong.domain.planning.models import Acknowledgement, ChangeRequest, Plan, ResourceRequest, Risk, Task
from xietong.domain.planning.queries import deciders_of
from xietong.domain.planning.states import PlanSection
from xietong.kit.clock import day_of
from xietong.kit.events.models import HappenedEvent
from xietong.kit.notices.rules import INBOX, MAIL, NoticeRule, Words


def _collaboration(event: HappenedEvent) -> Collaboration:
    return Collaboration.objects.get(pk=event.context_id)


def _change(event: HappenedEvent) -> ChangeRequest:
    return ChangeRequest.objects.select_related("collaboration", "asked_by").get(pk=event.data["change_request_id"])


def _resource(event: HappenedEvent) -> ResourceRequest:
    return ResourceRequest.objects.select_related("collaboration", "department", "provider").get(
        pk=event.data["resource_request_id"]
    )


def the_lead(event: HappenedEvent) -> Iterable[int]:
    return people_with({Role.LEAD}, event.context_id or 0)


def the_owner(event: HappenedEvent) -> Iterable[int]:
    return [event.data["owner_id"]]


def those_asked_to_read(event: HappenedEvent) -> Iterable[int]:
    rows = Acknowledgement.objects.filter(plan=event.data["plan_id"], read_at=None)
    return rows.values_list("person_id", flat=True)


def heads_of_unread(event: HappenedEvent) -> Iterable[int]:
    """After the first reminder the heads hear of it too (domain.md §4.2, 2.5)."""
    if not event.data.get("heads"):
        return []
    rows = Acknowledgement.objects.filter(plan=event.data["plan_id"], read_at=None)
    return {pk for pk in rows.values_list("department__head_id", flat=True) if pk}


def the_deciders(event: HappenedEvent) -> Iterable[int]:
    found = deciders_of(_change(event))
    return [*found, *delegates_of(found, day_of(event.at))]


def the_requester(event: HappenedEvent) -> Iterable[int]:
    return [_change(event).asked_by_id]


def the_provider(event: HappenedEvent) -> Iterable[int]:
    row = _resource(event)
    if row.provider_id is None or row.provider_id == row.department_id:
        return []
    head = Department.objects.values_list("head_id", flat=True).get(pk=row.provider_id)
    return [pk for pk in {head, *speakers_for(row.collaboration_id, row.provider_id)} if pk]


def who_asked(event: HappenedEvent) -> Iterable[int]:
    row = _resource(event)
    return {row.asked_by_id, *people_with({Role.LEAD}, row.collaboration_id)}


def lead_and_risk_owner(event: HappenedEvent) -> Iterable[int]:
    row = Risk.objects.get(pk=event.data["risk_id"])
    found = set(people_with({Role.LEAD}, row.collaboration_id)) | set(
        speakers_for(row.collaboration_id, row.department_id)
    )
    return found | ({row.owner_id} if row.owner_id else set())


def assigned_words(event: HappenedEvent) -> Words:
    collaboration = _collaboration(event)
    tasks = list(
        Task.objects.filter(pk__in=event.data["task_ids"]).order_by("sort_key").values_list("pk", "code", "name")
    )
    names = "、".join(f"{code} {name}" for _pk, code, name in tasks[:5])
    more = f" 等 {len(tasks)} 项" if len(tasks) > 5 else ""
    href = f"{collaboration.href}/tasks/{tasks[0][0]}" if len(tasks) == 1 else f"{collaboration.href}/tasks"
    return Words(f"您负责的任务：{collaboration.title}", f"{names}{more}。请确认时间、交付物和验收标准。", href)


def returned_words(event: HappenedEvent) -> Words:
    collaboration = _collaboration(event)
    section = PlanSection.called(event.data.get("section", ""))
    part = f"（{section.label}）" if section else ""
    return Words(
        f"协同计划书被退回{part}：{collaboration.title}", event.data.get("why", ""), f"{collaboration.href}/plan"
    )


def approved_words(event: HappenedEvent) -> Words:
    collaboration = _collaboration(event)
    return Words(f"协同计划书已批准：{collaboration.title}", "会签全部完成，请发布。", f"{collaboration.href}/plan")


def published_words(event: HappenedEvent) -> Words:
    collaboration = _collaboration(event)
    number = Plan.objects.values_list("number", flat=True).get(pk=event.data["plan_id"])
    return Words(
        f"请阅读协同计划书第 {number} 版：{collaboration.title}",
        "阅读后请点“已阅”；接口人请在部门内传达。",
        f"{collaboration.href}/plan",
    )


def unread_words(event: HappenedEvent) -> Words:
    collaboration = _collaboration(event)
    return Words(
        f"尚未阅读协同计划书：{collaboration.title}", "计划已发布，请阅读并点“已阅”。", f"{collaboration.href}/plan"
    )


def unread_of_department_words(event: HappenedEvent) -> Words:
    collaboration = _collaboration(event)
    return Words(
        f"本部门有人尚未阅读协同计划书：{collaboration.title}",
        "请督促阅读并在部门内传达。",
        f"{collaboration.href}/plan#readers",
    )


def asked_change_words(event: HappenedEvent) -> Words:
    change = _change(event)
    slip = change.impact.get("slip_days") or 0
    impact = f"完成日推迟 {slip} 个工作日。" if slip > 0 else "完成日不推迟。"
    return Words(
        f"待审批变更申请 {change.number}：{change.collaboration.title}",
        f"{change.asked_by.name}：{change.reason[:80]}。{impact}",
        f"{change.collaboration.href}/changes/{change.pk}",
    )


def decided_change_words(event: HappenedEvent) -> Words:
    change = _change(event)
    return Words(
        f"变更申请 {change.number} {change.state.label}：{change.collaboration.title}",
        change.decision,
        f"{change.collaboration.href}/changes/{change.pk}",
    )


def asked_resource_words(event: HappenedEvent) -> Words:
    row = _resource(event)
    return Words(
        f"{row.department.name} 需要贵部门提供：{row.name}",
        f"{row.from_on:%m-%d} 至 {row.until_on:%m-%d}，用途：{row.purpose}。请承诺或说明不能提供的理由。",
        f"{row.collaboration.href}/resources#resource-{row.pk}",
    )


def answered_resource_words(event: HappenedEvent) -> Words:
    row = _resource(event)
    return Words(
        f"资源“{row.name}”{row.state.label}：{row.collaboration.title}",
        row.answer,
        f"{row.collaboration.href}/resources#resource-{row.pk}",
    )


def triggered_words(event: HappenedEvent) -> Words:
    risk = Risk.objects.select_related("collaboration").get(pk=event.data["risk_id"])
    who = person_names([event.by_id]).get(event.by_id or 0, "")
    return Words(
        f"风险已触发：{risk.name}",
        f"{who} 标记。应急预案：{risk.contingency or '（未填写）'}",
        f"{risk.collaboration.href}/risks#risk-{risk.pk}",
    )


# fmt: off
NOTICES = [
    #          when                      whom                  words                       by
    NoticeRule(events.TasksAssigned,     the_owner,            assigned_words,             INBOX | MAIL),
    NoticeRule(events.PlanReturned,      the_lead,             returned_words,             INBOX | MAIL),
    NoticeRule(events.PlanApproved,      the_lead,             approved_words,             INBOX | MAIL),
    NoticeRule(events.PlanPublished,     those_asked_to_read,  published_words,            INBOX | MAIL),
    NoticeRule(events.PlanUnread,        those_asked_to_read,  unread_words,               INBOX | MAIL),
    NoticeRule(events.PlanUnread,        heads_of_unread,      unread_of_department_words, INBOX | MAIL),
    NoticeRule(events.ChangeRequested,   the_deciders,         asked_change_words,         INBOX | MAIL),
    NoticeRule(events.ChangeResumed,     the_deciders,         asked_change_words,         INBOX | MAIL),
    NoticeRule(events.ChangeApproved,    the_requester,        decided_change_words,       INBOX | MAIL),
    NoticeRule(events.ChangeRefused,     the_requester,        decided_change_words,       INBOX | MAIL),
    NoticeRule(events.ChangeSuspended,   the_requester,        decided_change_words,       INBOX | MAIL),
    NoticeRule(events.ResourceAsked,     the_provider,         asked_resource_words,       INBOX | MAIL),
    NoticeRule(events.ResourcePromised,  who_asked,            answered_resource_words,    INBOX),
    NoticeRule(events.ResourceRefused,   who_asked,            answered_resource_words,    INBOX | MAIL),
    NoticeRule(events.RiskTriggered,     lead_and_risk_owner,  triggered_words,            INBOX | MAIL),
]
# fmt: on
