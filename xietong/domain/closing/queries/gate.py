"""The four questions of the last gate: what is missing, who owes it, since when, where to do it (domain.md §4.4)."""

from xietong.domain.closing.models import Acceptance, AcceptanceItem, Archive, Leftover, Retrospective, Score
from xietong.domain.closing.states import (
    AcceptanceKind,
    AcceptanceState,
    ArchiveState,
    LeftoverState,
    RetrospectiveState,
    Verdict,
)
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.planning.models import Task
from xietong.domain.planning.states import TaskState
from xietong.domain.signoffs.queries import latest_round, missing_names
from xietong.kit.gate import MET, GateItem

ACCEPTED = "联合验收完成，各部门签字齐全"
PUBLISHED = "复盘报告已发布"
ASSIGNED = "遗留事项均有负责人和期限"
SEALED = "全部资料已归档封存"


def lead_name(collaboration: Collaboration) -> str:
    return collaboration.lead.name if collaboration.lead else "（未指定总负责人）"


def acceptance_signed(c: Collaboration) -> list[GateItem]:
    """The whole was accepted and signed, and what was to be mended has been checked again."""
    href = f"{c.href}/acceptance"
    latest = Acceptance.objects.filter(collaboration=c, kind=AcceptanceKind.WHOLE).order_by("-id").first()
    if latest is None or latest.state == AcceptanceState.FAILED:
        why = "尚未组织总体联合验收" if latest is None else f"第 {latest.round} 轮总体验收未通过，需整改后重新组织"
        since = c.state_since if latest is None else latest.state_since
        return [GateItem(requirement=ACCEPTED, message=why, who=lead_name(c), since=since, href=href)]
    if latest.state == AcceptanceState.OPEN:
        open_ = latest.items.filter(verdict="").count()
        what = f"还有 {open_} 项交付物没有验收结论" if open_ else "验收结论已齐，等待提交各部门签字"
        return [GateItem(requirement=ACCEPTED, message=what, who=lead_name(c), since=latest.state_since, href=href)]
    if latest.state == AcceptanceState.SIGNING:
        return [
            GateItem(
                requirement=ACCEPTED, message=f"{department or ''} 尚未在验收表上签字", who=who, since=since, href=href
            )
            for department, who, since in missing_names(latest_round("acceptance", latest.pk))
        ] or [GateItem(requirement=ACCEPTED, message="验收表正在签字", since=latest.state_since, href=href)]
    mending = AcceptanceItem.objects.filter(
        acceptance__collaboration=c,
        acceptance__state=AcceptanceState.PASSED,
        verdict=Verdict.MEND,
        rechecked_at=None,
    ).select_related("mender", "task")
    return [
        GateItem(
            requirement=ACCEPTED,
            message=f"{item.task.code} {item.deliverable} 限期整改（{item.mend_by:%m-%d} 前）"
            + ("，等待复验" if item.mended_at else "尚未完成"),
            who=(lead_name(c) if item.mended_at else item.mender.name if item.mender else ""),
            since=item.mended_at or item.judged_at,
            href=f"{href}#item-{item.pk}",
        )
        for item in mending
    ] or [
        GateItem(
            requirement=ACCEPTED, state=MET, message=f"{latest.number} 已签字", since=latest.state_since, href=href
        )
    ]


def report_published(c: Collaboration) -> list[GateItem]:
    href = f"{c.href}/retrospective"
    retrospective = Retrospective.objects.filter(collaboration=c).select_related("submitted_by").first()
    if retrospective is None:
        return [
            GateItem(requirement=PUBLISHED, message="尚未发起复盘", who=lead_name(c), since=c.state_since, href=href)
        ]
    if retrospective.state == RetrospectiveState.PUBLISHED:
        return [
            GateItem(
                requirement=PUBLISHED,
                state=MET,
                message=f"{retrospective.number} 已发布",
                since=retrospective.published_at,
                href=href,
            )
        ]
    scored = Score.objects.filter(retrospective=retrospective).values("person").distinct().count()
    message = {
        RetrospectiveState.SCORING: f"正在评分，已有 {scored} 人评分，等待汇总",
        RetrospectiveState.WRITING: "复盘报告正在撰写",
        RetrospectiveState.IN_REVIEW: "复盘报告等待审核发布",
    }[retrospective.state]
    return [
        GateItem(requirement=PUBLISHED, message=message, who=lead_name(c), since=retrospective.state_since, href=href)
    ]


def leftovers_assigned(c: Collaboration) -> list[GateItem]:
    """Every task that was left over goes on as a leftover, and every open leftover has somebody who still works here."""
    href = f"{c.href}/leftovers"
    rows = list(Leftover.objects.filter(collaboration=c).select_related("owner", "department__head"))
    taken = {row.task_id for row in rows if row.task_id}
    tasks = Task.objects.filter(collaboration=c, is_leaf=True, state=TaskState.LEFT_OVER).exclude(pk__in=taken)
    items = [
        GateItem(
            requirement=ASSIGNED,
            message=f"子任务 {task.code} {task.name} 转为遗留，尚未指定后续负责人和期限",
            who=lead_name(c),
            since=task.state_since,
            href=f"{href}?task={task.pk}#new",
        )
        for task in tasks
    ]
    items += [
        GateItem(
            requirement=ASSIGNED,
            message=f"{row.number} {row.matter}：负责人 {row.owner.name} 已离职或停用，请重新指定",
            who=lead_name(c),
            since=row.state_since,
            href=f"{href}#leftover-{row.pk}",
        )
        for row in rows
        if row.state != LeftoverState.CLOSED and not row.owner.is_active
    ]
    message = f"{len(rows)} 项，均有负责人和期限" if rows else "没有遗留事项"
    return items or [GateItem(requirement=ASSIGNED, state=MET, message=message, href=href)]


def archive_sealed(c: Collaboration) -> list[GateItem]:
    """The last item: asked for once the three others are met; with the seal the collaboration archives itself."""
    href = f"{c.href}/archive"
    archive = Archive.objects.filter(collaboration=c).first()
    if archive is None:
        who = lead_name(c)
        return [GateItem(requirement=SEALED, message="尚未归档", who=who, since=c.state_since, href=href)]
    if archive.state == ArchiveState.SEALED:
        return [
            GateItem(
                requirement=SEALED, state=MET, message=f"《{archive.name}》已封存", since=archive.sealed_at, href=href
            )
        ]
    message = "正在生成归档包" if archive.state == ArchiveState.ASKED else f"归档失败：{archive.error}"
    who = "系统" if archive.state == ArchiveState.ASKED else lead_name(c)
    return [GateItem(requirement=SEALED, message=message, who=who, since=archive.state_since, href=href)]
