"""What the gates ask of planning: what is missing, who owes it, since when."""

from collections.abc import Iterable

from xietong.domain.collaborations.models import Collaboration, Participation
from xietong.domain.planning.models import Task
from xietong.domain.planning.queries.plan import KIND, current_plan, silent_departments, uncovered_risks
from xietong.domain.planning.queries.resources import conflicts
from xietong.domain.planning.queries.tasks import incomplete_leaves
from xietong.domain.planning.states import SETTLED_TASKS, PlanState, TaskState
from xietong.domain.signoffs.queries import latest_round, missing_names
from xietong.kit.gate import MET, GateItem

SHOWN = 3  # tasks named in one line


def _speakers(collaboration: Collaboration) -> dict[str, str]:
    """Department → who answers for it: liaison, or the head until one is named."""
    rows = Participation.objects.filter(collaboration=collaboration).values_list(
        "department__name", "liaison__name", "department__head__name"
    )
    return {name: liaison or head or "" for name, liaison, head in rows}


def _met(requirement: str, message: str = "", href: str = "") -> list[GateItem]:
    return [GateItem(requirement=requirement, state=MET, message=message, href=href)]


def _lead(collaboration: Collaboration) -> str:
    return collaboration.lead.name if collaboration.lead else "总负责人"


def _first(texts: Iterable[str]) -> str:
    texts = list(texts)
    return "；".join(texts[:SHOWN]) + (f"；等 {len(texts)} 项" if len(texts) > SHOWN else "")


def leaves_complete(collaboration: Collaboration) -> list[GateItem]:
    """Every leaf has the six items of the guide; one line per department that owes some (domain.md §4.2, 2.1)."""
    requirement, href = "任务清单每项六要素齐全", f"{collaboration.href}/tasks"
    if not Task.objects.filter(collaboration=collaboration).exists():
        message = "任务清单还是空的，请分解任务或套用标准方案"
        return [
            GateItem(
                requirement=requirement,
                message=message,
                who=_lead(collaboration),
                since=collaboration.state_since,
                href=href,
            )
        ]
    missing = incomplete_leaves(collaboration)
    if not missing:
        return _met(requirement, href=href)
    speakers = _speakers(collaboration)
    by_department: dict[str, list[str]] = {}
    for code, name, department, gone, _pk in missing:
        by_department.setdefault(department, []).append(f"{code} {name} 缺{'、'.join(gone)}")
    return [
        GateItem(
            requirement=requirement,
            message=f"{department or '未定部门'} {len(texts)} 项任务不完整：{_first(texts)}",
            who=speakers.get(department) or _lead(collaboration),
            since=collaboration.state_since,
            href=f"{href}?missing=1",
        )
        for department, texts in by_department.items()
    ]


def conflicts_settled(collaboration: Collaboration) -> list[GateItem]:
    """No open resource conflict, and every department stated its needs or that it has none."""
    requirement, href = "资源冲突已解决或经确认", f"{collaboration.href}/resources"
    since = collaboration.state_since
    items = [
        GateItem(
            requirement=requirement, message=f"{c.title}：{c.detail}", who=_lead(collaboration), since=since, href=href
        )
        for c in conflicts(collaboration)
        if c.is_open
    ]
    return items + _silent(collaboration, "resource", requirement, "尚未申报资源", href) or _met(requirement, href=href)


def risks_covered(collaboration: Collaboration) -> list[GateItem]:
    """Every 重大 risk has a contingency and an owner, and every department stated its risks or that it sees none."""
    requirement, href = "重大风险均有应急预案和责任人", f"{collaboration.href}/risks"
    since = collaboration.state_since
    items = []
    for risk in uncovered_risks(collaboration):
        gone = [] if risk.contingency.strip() else ["应急预案"]
        gone += ["责任人"] if risk.owner_id is None else []
        who = risk.owner.name if risk.owner else risk.department.name
        message = f"重大风险“{risk.name}”缺{'、'.join(gone)}"
        items.append(
            GateItem(requirement=requirement, message=message, who=who, since=since, href=f"{href}#risk-{risk.pk}")
        )
    return items + _silent(collaboration, "risk", requirement, "尚未识别风险", href) or _met(requirement, href=href)


def _silent(collaboration: Collaboration, kind: str, requirement: str, words: str, href: str) -> list[GateItem]:
    departments = silent_departments(collaboration, kind)
    speakers = _speakers(collaboration) if departments else {}
    return [
        GateItem(
            requirement=requirement,
            message=f"{department.name} {words}（没有的请点“无”）",
            who=speakers.get(department.name, ""),
            since=collaboration.state_since,
            href=href,
        )
        for department in departments
    ]


def plan_published(collaboration: Collaboration) -> list[GateItem]:
    """One version of the plan is approved by lead and heads, and published."""
    requirement, href = "协同计划书经审批并发布", f"{collaboration.href}/plan"
    plan = current_plan(collaboration)
    if plan is not None and plan.state == PlanState.PUBLISHED:
        return _met(requirement, f"第 {plan.number} 版已发布", href)
    since = plan.state_since if plan else collaboration.state_since
    if plan is not None and plan.state == PlanState.IN_REVIEW:
        waiting = missing_names(latest_round(KIND, plan.pk))
        return [
            GateItem(
                requirement=requirement,
                message=f"第 {plan.number} 版等待{f' {d} ' if d else '总负责人 '}{p} 签字",
                who=p,
                since=at,
                href=href,
            )
            for d, p, at in waiting
        ] or [GateItem(requirement=requirement, message="会签中", since=since, href=href)]
    message = (
        "计划书尚未起草" if plan is None
        else f"第 {plan.number} 版已批准，尚未发布" if plan.state == PlanState.APPROVED
        else f"第 {plan.number} 版尚未提交会签"
    )  # fmt: skip
    return [GateItem(requirement=requirement, message=message, who=_lead(collaboration), since=since, href=href)]


def all_leaves_settled(collaboration: Collaboration) -> list[GateItem]:
    """Every leaf is done, cancelled by change, or listed as a leftover."""
    requirement, href = "全部任务已完成、取消或转为遗留", f"{collaboration.href}/tracking"
    rows = (
        Task.objects.leaves()
        .filter(collaboration=collaboration)
        .exclude(state__in=SETTLED_TASKS)
        .order_by("sort_key")
        .values_list("code", "name", "state", "department__name", "owner__name")
    )
    by_owner: dict[tuple[str, str], list[str]] = {}
    for code, name, state, department, owner in rows:
        by_owner.setdefault((department or "未定部门", owner or ""), []).append(
            f"{code} {name}（{TaskState(state).label}）"
        )
    if not by_owner:
        return _met(requirement, href=href)
    return [
        GateItem(
            requirement=requirement,
            message=f"{department} 还有 {len(texts)} 项未结：{_first(texts)}",
            who=owner,
            since=collaboration.state_since,
            href=href,
        )
        for (department, owner), texts in by_owner.items()
    ]
