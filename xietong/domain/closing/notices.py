"""When X happened at the end of a collaboration, tell whom."""

from collections.abc import Callable, Iterable

from xietong.domain.closing import events
from xietong.domain.closing.models import Acceptance, AcceptanceItem, Leftover
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import people_with
from xietong.domain.people.queries import delegates_of, people_with_office
from xietong.domain.people.roles import TEAM, Role
from xietong.domain.planning.models import Task
from xietong.kit.clock import day_of
from xietong.kit.events.models import HappenedEvent
from xietong.kit.notices.rules import INBOX, MAIL, NoticeRule, Words


def _collaboration(event: HappenedEvent) -> Collaboration:
    return Collaboration.objects.get(pk=event.context_id)


def _with_delegates(ids: Iterable[int | None], event: HappenedEvent) -> list[int]:
    people = [pk for pk in ids if pk]
    return [*people, *delegates_of(people, day_of(event.at))]


def the_lead(event: HappenedEvent) -> Iterable[int]:
    return _with_delegates(people_with({Role.LEAD}, event.context_id or 0), event)


def the_team(event: HappenedEvent) -> Iterable[int]:
    return people_with(TEAM, event.context_id or 0)


def lead_and_heads(event: HappenedEvent) -> Iterable[int]:
    return _with_delegates(people_with({Role.LEAD, Role.HEAD, Role.INITIATING_HEAD}, event.context_id or 0), event)


def the_pmo(event: HappenedEvent) -> Iterable[int]:
    return people_with_office(Role.PMO)


def the_owner(event: HappenedEvent) -> Iterable[int]:
    """Of the task that was sent back, or of the leftover."""
    return _with_delegates([event.data.get("owner_id")], event)


def the_mender(event: HappenedEvent) -> Iterable[int]:
    return _with_delegates([event.data["mender_id"]], event)


def mender_of_item(event: HappenedEvent) -> Iterable[int]:
    return _with_delegates([_item(event).mender_id], event)


def leftover_owner(event: HappenedEvent) -> Iterable[int]:
    return _with_delegates([_leftover(event).owner_id], event)


def the_acceptors(event: HappenedEvent) -> Iterable[int]:
    """Heads of the departments that accept something in this acceptance."""
    heads = AcceptanceItem.objects.filter(acceptance=event.data["acceptance_id"]).values_list(
        "acceptors__head", flat=True
    )
    return _with_delegates(set(heads), event)


def owners_of_accepted(event: HappenedEvent) -> Iterable[int]:
    owners = AcceptanceItem.objects.filter(acceptance=event.data["acceptance_id"]).values_list("task__owner", flat=True)
    return [pk for pk in set(owners) if pk]


def _item(event: HappenedEvent) -> AcceptanceItem:
    return AcceptanceItem.objects.select_related("task", "acceptance__collaboration").get(pk=event.data["item_id"])


def _leftover(event: HappenedEvent) -> Leftover:
    return Leftover.objects.select_related("collaboration").get(pk=event.data["leftover_id"])


def acceptance_words(title: str, body: str) -> Callable[[HappenedEvent], Words]:
    def words(event: HappenedEvent) -> Words:
        row = Acceptance.objects.select_related("collaboration").get(pk=event.data["acceptance_id"])
        return Words(
            title.format(number=row.number, title=row.collaboration.title, kind=row.kind.label),
            body.format(why=event.data.get("why", "")),
            f"{row.collaboration.href}/acceptance/{row.pk}",
        )

    return words


def page_words(title: str, body: str, page: str) -> Callable[[HappenedEvent], Words]:
    def words(event: HappenedEvent) -> Words:
        collaboration = _collaboration(event)
        why = event.data.get("why", "")
        return Words(title.format(title=collaboration.title), body.format(why=why), f"{collaboration.href}/{page}")

    return words


def check_submitted_words(event: HappenedEvent) -> Words:
    task = Task.objects.select_related("collaboration", "owner").get(pk=event.data["task_id"])
    who = task.owner.name if task.owner else ""
    return Words(
        f"待验收：{task.code} {task.name}",
        f"{who} 已自检并提交，请组织联合验收。",
        f"{task.collaboration.href}/acceptance",
    )


def sent_back_words(event: HappenedEvent) -> Words:
    task = Task.objects.select_related("collaboration").get(pk=event.data["task_id"])
    row = Acceptance.objects.get(pk=event.data["acceptance_id"])
    return Words(
        f"验收不通过：{task.code} {task.name}",
        f"{row.number} 的问题和整改要求已写在验收表上；请整改后重新自检提交。",
        f"{task.collaboration.href}/acceptance/{row.pk}",
    )


def mend_words(event: HappenedEvent) -> Words:
    item = _item(event)
    return Words(
        f"限期整改：{item.task.code} {item.deliverable}",
        f"要求：{item.requirement}；期限 {item.mend_by:%m-%d}。",
        f"{item.acceptance.collaboration.href}/acceptance/{item.acceptance_id}#item-{item.pk}",
    )


def mended_words(event: HappenedEvent) -> Words:
    item = _item(event)
    return Words(
        f"整改完成，待复验：{item.task.code} {item.deliverable}",
        item.mended,
        f"{item.acceptance.collaboration.href}/acceptance/{item.acceptance_id}#item-{item.pk}",
    )


def rechecked_words(event: HappenedEvent) -> Words:
    item = _item(event)
    passed = event.data.get("passed")
    return Words(
        f"复验{'通过' if passed else '未通过'}：{item.task.code} {item.deliverable}",
        item.recheck if passed else f"{item.recheck}；新的期限 {item.mend_by:%m-%d}。",
        f"{item.acceptance.collaboration.href}/acceptance/{item.acceptance_id}#item-{item.pk}",
    )


def leftover_words(title: str, body: str) -> Callable[[HappenedEvent], Words]:
    def words(event: HappenedEvent) -> Words:
        row = _leftover(event)
        return Words(
            title.format(matter=row.matter, number=row.number),
            body.format(due=f"{row.due_on:%m-%d}", standard=row.standard, why=event.data.get("why", "")),
            f"{row.collaboration.href}/leftovers#leftover-{row.pk}",
        )

    return words


acceptance_called_said = acceptance_words("请验收：{title} {kind}", "请对交付物逐项给出结论：通过、限期整改或不通过。")
acceptance_returned_said = acceptance_words("验收表被退回：{number}", "原因：{why}")
acceptance_failed_said = acceptance_words("验收未通过：{title} {number}", "未通过的子任务已退回整改。")
acceptance_passed_said = acceptance_words("验收通过：{title} {number}", "您负责的子任务已验收。")
retrospective_opened_said = page_words(
    "请为复盘评分：{title}", "请就四个方面打 1 至 5 分并写下看法，评分匿名汇总。", "retrospective"
)
retrospective_due_said = page_words(
    "复盘报告逾期：{title}", "验收通过已超过 10 个工作日，复盘报告尚未发布。", "retrospective"
)
retrospective_submitted_said = page_words("复盘报告待审核：{title}", "请审核并发布，或退回修改。", "retrospective")
retrospective_returned_said = page_words("复盘报告被退回：{title}", "原因：{why}", "retrospective")
retrospective_published_said = page_words("复盘报告已发布：{title}", "成功经验和改进点可供查阅。", "retrospective")
leftover_assigned_said = leftover_words("遗留事项交由您办理：{matter}", "期限 {due}；销项标准：{standard}")
leftover_finished_said = leftover_words("遗留事项待销号：{matter}", "请对照销项标准复核证据。")
leftover_sent_back_said = leftover_words("遗留事项被退办：{matter}", "原因：{why}")
leftover_closed_said = leftover_words("遗留事项已销号：{matter}", "销项标准已达到。")
leftover_overdue_said = leftover_words("遗留事项逾期：{matter}", "期限为 {due}，请尽快办结或请总负责人调整。")
leftover_overdue_said_too = leftover_words("遗留事项逾期：{matter}", "期限为 {due}。")
archive_sealed_said = page_words("已归档封存：{title}", "归档包已生成并核验，项目转为只读。", "archive")
archive_failed_said = page_words("归档失败：{title}", "{why}", "archive")

# fmt: off
NOTICES = [
    #          when                           whom                words                         by
    NoticeRule(events.SelfCheckSubmitted,     the_lead,           check_submitted_words,        INBOX),
    NoticeRule(events.AcceptanceCalled,       the_acceptors,      acceptance_called_said,       INBOX | MAIL),
    NoticeRule(events.AcceptanceReturned,     the_lead,           acceptance_returned_said,     INBOX | MAIL),
    NoticeRule(events.AcceptanceFailed,       lead_and_heads,     acceptance_failed_said,       INBOX | MAIL),
    NoticeRule(events.AcceptancePassed,       owners_of_accepted, acceptance_passed_said,       INBOX),
    NoticeRule(events.TaskSentBack,           the_owner,          sent_back_words,              INBOX | MAIL),
    NoticeRule(events.MendAsked,              the_mender,         mend_words,                   INBOX | MAIL),
    NoticeRule(events.DeliverableMended,      the_lead,           mended_words,                 INBOX),
    NoticeRule(events.MendRechecked,          mender_of_item,     rechecked_words,              INBOX),
    NoticeRule(events.MendOverdue,            the_mender,         mend_words,                   INBOX | MAIL),
    NoticeRule(events.MendOverdue,            the_lead,           mend_words,                   INBOX),
    NoticeRule(events.RetrospectiveOpened,    the_team,           retrospective_opened_said,    INBOX | MAIL),
    NoticeRule(events.RetrospectiveDue,       the_lead,           retrospective_due_said,       INBOX | MAIL),
    NoticeRule(events.RetrospectiveDue,       the_pmo,            retrospective_due_said,       INBOX),
    NoticeRule(events.RetrospectiveSubmitted, the_lead,           retrospective_submitted_said, INBOX | MAIL),
    NoticeRule(events.RetrospectiveReturned,  the_lead,           retrospective_returned_said,  INBOX),
    NoticeRule(events.RetrospectivePublished, the_team,           retrospective_published_said, INBOX | MAIL),
    NoticeRule(events.LeftoverAssigned,       the_owner,          leftover_assigned_said,       INBOX | MAIL),
    NoticeRule(events.LeftoverFinished,       the_lead,           leftover_finished_said,       INBOX),
    NoticeRule(events.LeftoverFinished,       the_pmo,            leftover_finished_said,       INBOX),
    NoticeRule(events.LeftoverSentBack,       leftover_owner,     leftover_sent_back_said,      INBOX | MAIL),
    NoticeRule(events.LeftoverClosed,         leftover_owner,     leftover_closed_said,         INBOX),
    NoticeRule(events.LeftoverOverdue,        the_owner,          leftover_overdue_said,        INBOX | MAIL),
    NoticeRule(events.LeftoverOverdue,        the_pmo,            leftover_overdue_said_too,    INBOX),
    NoticeRule(events.ArchiveSealed,          the_lead,           archive_sealed_said,          INBOX | MAIL),
    NoticeRule(events.ArchiveFailed,          the_lead,           archive_failed_said,          INBOX | MAIL),
]
# fmt: on
