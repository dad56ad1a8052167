"""When X happened, tell whom."""

from collections.abc import Iterable

from xietong.domain.people.queries import delegates_of, person_names
from xietong.domain.signoffs import events
from xietong.domain.signoffs.models import SignOff
from xietong.kit.clock import day_of
from xietong.kit.events.models import HappenedEvent
from xietong.kit.notices.rules import INBOX, MAIL, NoticeRule, Words


def _signoff(event: HappenedEvent) -> SignOff:
    return SignOff.objects.select_related("round", "person", "department").get(pk=event.data["signoff_id"])


def the_signer(event: HappenedEvent) -> Iterable[int]:
    """The person asked, and whoever stands in for them today."""
    person_id = event.data["person_id"]
    return [person_id, *delegates_of([person_id], day_of(event.at))]


def the_one_above(event: HappenedEvent) -> Iterable[int]:
    return [event.data["superior_id"]] if event.data["superior_id"] else []


def asked_words(event: HappenedEvent) -> Words:
    signoff = _signoff(event)
    until = f"，请于 {signoff.sign_by:%m-%d} 前签署" if signoff.sign_by else ""
    return Words(
        f"待您签字：{signoff.round.title}", f"以{'、'.join(signoff.capacities)}身份{until}。", signoff.round.href
    )


def urged_words(event: HappenedEvent) -> Words:
    signoff = _signoff(event)
    urger = person_names([event.by_id]).get(event.by_id or 0, "")
    return Words(f"催办：{signoff.round.title} 等待您签字", f"{urger} 提醒您尽早签署或退回。", signoff.round.href)


def overdue_words(event: HappenedEvent) -> Words:
    signoff = _signoff(event)
    where = signoff.department.name if signoff.department else ""
    return Words(
        f"签字超时：{signoff.round.title}",
        f"等待 {where} {signoff.person.name} 签字已超过期限。沉默不视为同意，请督促签署或退回。",
        signoff.round.href,
    )


NOTICES = [
    #          when                     whom            words          by
    NoticeRule(events.SignatureAsked,   the_signer,     asked_words,   INBOX | MAIL),
    NoticeRule(events.SignatureUrged,   the_signer,     urged_words,   INBOX | MAIL),
    NoticeRule(events.SignatureOverdue, the_signer,     overdue_words, INBOX | MAIL),
    NoticeRule(events.SignatureOverdue, the_one_above,  overdue_words, INBOX | MAIL),
]  # fmt: skip
