"""When X happened, tell whom."""

from collections.abc import Callable, Iterable

from django.utils import timezone

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import people_with, speakers_for
from xietong.domain.people.models import Department
from xietong.domain.people.queries import delegates_of
from xietong.domain.people.roles import Role
from xietong.domain.tracking import events
from xietong.domain.tracking.models import Alert, CoordinationLetter, SupportRequest
from xietong.domain.tracking.queries import subject_of
from xietong.kit.clock import day_of
from xietong.kit.events.models import HappenedEvent
from xietong.kit.notices.rules import INBOX, MAIL, NoticeRule, Words


def _with_delegates(event: HappenedEvent, people: Iterable[int | None]) -> list[int]:
    ids = [pk for pk in people if pk]
    return [*ids, *delegates_of(ids, day_of(event.at))]


# alerts


def _alert(event: HappenedEvent) -> Alert:
    return Alert.objects.select_related("task", "risk", "collaboration", "responsible").get(pk=event.data["alert_id"])


def the_lead(event: HappenedEvent) -> Iterable[int]:
    return _with_delegates(event, people_with({Role.LEAD}, event.context_id or 0))


def those_concerned(event: HappenedEvent) -> Iterable[int]:
    """Lead, owner, and who speaks for the department."""
    alert = _alert(event)
    thing = alert.task or alert.risk
    found: list[int | None] = [alert.collaboration.lead_id]
    if thing is not None:
        found.append(thing.owner_id)
        if thing.department_id:
            found += speakers_for(alert.collaboration_id, thing.department_id)
            found.append(Department.objects.filter(pk=thing.department_id).values_list("head_id", flat=True).first())
    return _with_delegates(event, found)


def the_responsible(event: HappenedEvent) -> Iterable[int]:
    return _with_delegates(event, [_alert(event).responsible_id])


def the_one_told(event: HappenedEvent) -> Iterable[int]:
    """The head or executive whom the event itself names."""
    return _with_delegates(event, [event.data["to_id"]])


def _alert_href(alert: Alert) -> str:
    return f"/collaborations/{alert.collaboration_id}/alerts/{alert.pk}"


def opened_words(event: HappenedEvent) -> Words:
    alert = _alert(event)
    return Words(
        f"{alert.level.label}：{subject_of(alert)}",
        f"《{alert.collaboration.title}》{alert.why}。请在 {timezone.localtime(alert.handle_by):%m-%d %H:%M} 前登记原因与措施，"
        "必要时召开专题会。",
        _alert_href(alert),
    )


def reopened_words(event: HappenedEvent) -> Words:
    alert = _alert(event)
    return Words(f"预警重新打开：{subject_of(alert)}", f"{event.data.get('why') or alert.why}。", _alert_href(alert))


def taken_words(event: HappenedEvent) -> Words:
    alert = _alert(event)
    until = f"，期限 {alert.due_on:%Y-%m-%d}" if alert.due_on else ""
    return Words(f"请落实预警措施：{subject_of(alert)}", f"{alert.measure_text}{until}。", _alert_href(alert))


def closed_words(event: HappenedEvent) -> Words:
    alert = _alert(event)
    return Words(f"预警已关闭：{subject_of(alert)}", alert.evidence, _alert_href(alert))


def escalated_words(event: HappenedEvent) -> Words:
    alert = _alert(event)
    return Words(
        f"预警超时未处理：{subject_of(alert)}",
        f"《{alert.collaboration.title}》{alert.why}，打开两个工作日仍未登记原因与措施，请督促总负责人处理。",
        _alert_href(alert),
    )


# daily updates


def the_person(event: HappenedEvent) -> Iterable[int]:
    return [event.data["person_id"]]


def missing_words(event: HappenedEvent) -> Words:
    title = Collaboration.objects.values_list("title", flat=True).get(pk=event.context_id)
    return Words(
        f"今天还有 {event.data['tasks']} 项任务未更新",
        f"《{title}》的进度请今天补上；没有变化也请点“与上次相同”。",
        "/updates",
    )


def missed_again_words(event: HappenedEvent) -> Words:
    title = Collaboration.objects.values_list("title", flat=True).get(pk=event.context_id)
    return Words(
        f"连续两个工作日未更新进度：{event.data['tasks']} 项任务",
        f"《{title}》中您部门的人员连续两个工作日未更新，请督促补报。",
        f"/collaborations/{event.context_id}/tracking?silent=1",
    )


# support requests


def _request(event: HappenedEvent) -> SupportRequest:
    return SupportRequest.objects.select_related("asking", "asked", "collaboration").get(
        pk=event.data["support_request_id"]
    )


def the_asked(event: HappenedEvent) -> Iterable[int]:
    """Liaison and deputy of the asked department."""
    request = _request(event)
    return _with_delegates(event, speakers_for(request.collaboration_id, request.asked_id))


def the_asking(event: HappenedEvent) -> Iterable[int]:
    request = _request(event)
    return _with_delegates(event, [request.asked_by_id, *speakers_for(request.collaboration_id, request.asking_id)])


def _support_href(request: SupportRequest) -> str:
    return f"/collaborations/{request.collaboration_id}/support/{request.pk}"


def asked_words(event: HappenedEvent) -> Words:
    request = _request(event)
    return Words(
        f"{request.asking.name}请求支持：{request.matter}",
        f"请在 {timezone.localtime(request.answer_by):%m-%d %H:%M} 前答复（接受、部分接受、拒绝或请求澄清）。",
        _support_href(request),
    )


def near_words(event: HappenedEvent) -> Words:
    request = _request(event)
    return Words(
        f"支持请求即将超时：{request.matter}",
        f"{request.asking.name}在等答复，时限 {timezone.localtime(request.answer_by):%m-%d %H:%M}。",
        _support_href(request),
    )


def breached_words(event: HappenedEvent) -> Words:
    request = _request(event)
    return Words(
        f"支持请求超时未答复：{request.matter}",
        f"{request.asking.name}请求{request.asked.name}支持，已过 {event.data['hours']} 小时，请督促答复。",
        _support_href(request),
    )


def _support_words(title: str) -> Callable[[HappenedEvent], Words]:
    def words(event: HappenedEvent) -> Words:
        request = _request(event)
        said = event.data.get("why") or request.answer_text or request.delivery
        return Words(f"{title}：{request.matter}", said, _support_href(request))

    return words


# letters


def _letter(event: HappenedEvent) -> CoordinationLetter:
    return CoordinationLetter.objects.select_related("lender__head", "borrower", "collaboration").get(
        pk=event.data["letter_id"]
    )


def the_lender(event: HappenedEvent) -> Iterable[int]:
    letter = _letter(event)
    speakers = speakers_for(letter.collaboration_id, letter.lender_id)
    return _with_delegates(event, [letter.lender.head_id, *speakers])


def the_lending_head(event: HappenedEvent) -> Iterable[int]:
    return _with_delegates(event, [_letter(event).lender.head_id])


def the_borrower(event: HappenedEvent) -> Iterable[int]:
    letter = _letter(event)
    return _with_delegates(
        event,
        [
            letter.collaboration.lead_id,
            letter.drafted_by_id,
            *speakers_for(letter.collaboration_id, letter.borrower_id),
        ],
    )


def _letter_words(title: str, body: str) -> Callable[[HappenedEvent], Words]:
    def words(event: HappenedEvent) -> Words:
        letter = _letter(event)
        facts = {
            "number": letter.number or "草稿",
            "lender": letter.lender.name,
            "borrower": letter.borrower.name,
            "reply_by": letter.reply_by,
            "return_on": letter.return_on,
            "answer": getattr(letter.answer, "label", ""),
            "text": letter.answer_text,
            **{key: event.data.get(key, "") for key in ("why", "until", "before", "after")},
        }
        href = f"/collaborations/{letter.collaboration_id}/letters/{letter.pk}"
        return Words(f"{title}：{letter.title}", body.format(**facts), href)

    return words


# fmt: off
NOTICES = [
    #          when                            whom               words                by
    NoticeRule(events.AlertOpened,             those_concerned,   opened_words,        INBOX | MAIL),
    NoticeRule(events.AlertReopened,           those_concerned,   reopened_words,      INBOX | MAIL),
    NoticeRule(events.AlertTaken,              the_responsible,   taken_words,         INBOX | MAIL),
    NoticeRule(events.AlertClosed,             those_concerned,   closed_words,        INBOX),
    NoticeRule(events.AlertEscalated,          the_one_told,      escalated_words,     INBOX | MAIL),
    NoticeRule(events.AlertEscalated,          the_lead,          escalated_words,     INBOX | MAIL),
    NoticeRule(events.ReportMissing,           the_person,        missing_words,       INBOX | MAIL),
    NoticeRule(events.ReportMissedAgain,       the_one_told,      missed_again_words,  INBOX | MAIL),
    NoticeRule(events.SupportAsked,            the_asked,         asked_words,         INBOX | MAIL),
    NoticeRule(events.SupportNearlyDue,        the_asked,         near_words,          INBOX | MAIL),
    NoticeRule(events.SupportBreached,         the_one_told,      breached_words,      INBOX | MAIL),
    NoticeRule(events.SupportBreached,         the_asked,         breached_words,      INBOX),
    NoticeRule(events.SupportAnswered,         the_asking,        _support_words("支持请求已获答复"),   INBOX | MAIL),
    NoticeRule(events.SupportRefused,          the_asking,        _support_words("支持请求被拒绝"),     INBOX | MAIL),
    NoticeRule(events.SupportQueried,          the_asking,        _support_words("请澄清支持请求"),     INBOX | MAIL),
    NoticeRule(events.SupportClarified,        the_asked,         _support_words("已澄清，请答复"),     INBOX | MAIL),
    NoticeRule(events.SupportDelivered,        the_asking,        _support_words("支持已交付，请确认"), INBOX | MAIL),
    NoticeRule(events.SupportSatisfied,        the_asked,         _support_words("支持已确认满足"),     INBOX),
    NoticeRule(events.SupportSentBack,         the_asked,         _support_words("交付被退回"),         INBOX | MAIL),
    NoticeRule(events.SupportWithdrawn,        the_asked,         _support_words("支持请求已撤回"),     INBOX),
    NoticeRule(events.LetterDrafted, the_lead,
               _letter_words("待签发协调函", "{borrower}拟向{lender}借用资源，请审阅签发。"), INBOX | MAIL),
    NoticeRule(events.LetterSigned, the_lender,
               _letter_words("收到资源协调函", "{number}，请签收并于 {reply_by} 前由部门负责人回复。"), INBOX | MAIL),
    NoticeRule(events.LetterReceived, the_borrower,
               _letter_words("协调函已签收", "{lender}已签收 {number}。"), INBOX),
    NoticeRule(events.LetterAnswered, the_borrower,
               _letter_words("协调函已回复", "{lender}{answer}。{text}"), INBOX | MAIL),
    NoticeRule(events.LetterHandedOver, the_borrower,
               _letter_words("资源已交接", "请于 {return_on} 前归还。"), INBOX),
    NoticeRule(events.LetterExtensionAsked, the_lending_head,
               _letter_words("请同意资源延期", "{borrower}申请延至 {until}：{why}"), INBOX | MAIL),
    NoticeRule(events.LetterExtended, the_borrower,
               _letter_words("资源延期已同意", "归还日由 {before} 延至 {after}。"), INBOX),
    NoticeRule(events.LetterExtensionRefused, the_borrower,
               _letter_words("资源延期未获同意", "{why}，请按 {return_on} 归还。"), INBOX | MAIL),
    NoticeRule(events.LetterGivenBack,         the_borrower,      _letter_words("资源归还已确认", "{lender}已确认归还。"), INBOX),
    NoticeRule(events.LetterVoided,            the_lender,        _letter_words("协调函已作废", "{number}：{why}"), INBOX),
    NoticeRule(events.LetterNearlyDue, the_borrower,
               _letter_words("借用资源即将到期", "请于 {return_on} 前归还{lender}，需延期的请提前申请。"), INBOX | MAIL),
    NoticeRule(events.LetterOverdue, the_borrower,
               _letter_words("借用资源逾期未归还", "应于 {return_on} 归还{lender}，请立即归还。"), INBOX | MAIL),
    NoticeRule(events.LetterOverdue, the_lending_head,
               _letter_words("借出资源逾期未归还", "{borrower}应于 {return_on} 归还。"), INBOX | MAIL),
]
# fmt: on
