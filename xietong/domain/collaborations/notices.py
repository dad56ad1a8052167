"""When X happened, tell whom."""

from collections.abc import Callable, Iterable

from xietong.domain.collaborations import events
from xietong.domain.collaborations.models import Collaboration, Participation
from xietong.domain.collaborations.queries import people_with
from xietong.domain.people.queries import delegates_of
from xietong.domain.people.roles import TEAM, Role
from xietong.domain.signoffs.queries import latest_round
from xietong.kit.clock import day_of
from xietong.kit.events.models import HappenedEvent
from xietong.kit.notices.rules import INBOX, MAIL, NoticeRule, Words

TOLD_OF_JOINING = {Role.MEMBER.value, Role.TASK_FORCE_LEADER.value, Role.OBSERVER.value}


def _collaboration(event: HappenedEvent) -> Collaboration:
    return Collaboration.objects.get(pk=event.context_id)


def the_initiator(event: HappenedEvent) -> Iterable[int]:
    return people_with({Role.INITIATOR}, event.context_id or 0)


def the_heads(event: HappenedEvent) -> Iterable[int]:
    return people_with({Role.HEAD, Role.INITIATING_HEAD}, event.context_id or 0)


def the_team(event: HappenedEvent) -> Iterable[int]:
    return people_with(TEAM, event.context_id or 0)


def the_asked(event: HappenedEvent) -> Iterable[int]:
    """Those who were asked to sign what was taken back."""
    round_ = latest_round("application", event.data["application_id"])
    return [] if round_ is None else [s.person_id for s in round_.signoffs.all() if s.asked_at]


def the_lead(event: HappenedEvent) -> Iterable[int]:
    return [event.data["after_id"]]


def the_named(event: HappenedEvent) -> Iterable[int]:
    return [pk for pk in (event.data["liaison_id"], event.data["deputy_id"], event.data["before_id"]) if pk]


def the_member(event: HappenedEvent) -> Iterable[int]:
    return [event.data["person_id"]] if event.data["role"] in TOLD_OF_JOINING else []


def the_head(event: HappenedEvent) -> Iterable[int]:
    head = event.data["head_id"]
    return [head, *delegates_of([head], day_of(event.at))]


def _words(title: str, body: str = "", path: str = "") -> Callable[[HappenedEvent], Words]:
    """`{c}` is the collaboration's title, `{why}` the reason in the event."""

    def words(event: HappenedEvent) -> Words:
        c = _collaboration(event)
        said = {"c": c.title or "未命名的申请", "why": event.data.get("why", ""), "stage": c.state.label}
        return Words(title.format(**said), body.format(**said), c.href + path)

    return words


def liaison_words(event: HappenedEvent) -> Words:
    c = _collaboration(event)
    row = Participation.objects.select_related("department", "liaison", "deputy").get(pk=event.data["participation_id"])
    liaison, deputy = row.liaison, row.deputy
    second = f"，备份 {deputy.name}" if deputy else ""
    return Words(
        f"《{c.title}》{row.department.name}接口人：{liaison.name if liaison else ''}{second}",
        "接口人每日更新进度，并在24小时内答复协作支持请求。",
        f"{c.href}/team",
    )


# fmt: off
NOTICES = [
    #          when                            whom            words
    NoticeRule(events.ApplicationReturned,     the_initiator,  _words("《{c}》的申请表被退回", "理由：{why}", "/application"),               INBOX | MAIL),
    NoticeRule(events.ApplicationApproved,     the_initiator,  _words("《{c}》的申请表已批准", "各部门签字齐备，请组建团队。", "/team"),       INBOX | MAIL),
    NoticeRule(events.ApplicationApproved,     the_heads,      _words("《{c}》已批准，请指定本部门接口人", "未指定前由您担任接口人。", "/team"), INBOX | MAIL),
    NoticeRule(events.ApplicationWithdrawn,    the_asked,      _words("《{c}》的申请表已撤回", "不必再签；修改后会重新请您签字。", "/application"), INBOX),
    NoticeRule(events.LeadAppointed,           the_lead,       _words("您担任《{c}》的总负责人", "", ""),                             INBOX | MAIL),
    NoticeRule(events.LiaisonNamed,            the_named,      liaison_words,                                                       INBOX | MAIL),
    NoticeRule(events.LiaisonMissing,          the_head,       _words("请为《{c}》指定本部门接口人", "批准已超过一个工作日。", "/team"),       INBOX | MAIL),
    NoticeRule(events.MemberAdded,             the_member,     _words("您已加入《{c}》", "", ""),                                   INBOX),
    NoticeRule(events.StageEntered,            the_team,       _words("《{c}》进入{stage}阶段", "", ""),                             INBOX),
    NoticeRule(events.CollaborationTerminated, the_team,       _words("《{c}》已终止", "原因：{why}", ""),                           INBOX | MAIL),
    NoticeRule(events.DraftLeftLying,          the_initiator,  _words("《{c}》的草稿已十天没有改动", "请继续填写，或作废。", "/application"), INBOX),
]
# fmt: on
