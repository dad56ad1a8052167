"""This house's questions of gate 1: is the process map valid and published, are the duties in order and confirmed."""

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.duties.queries.facts import (
    confirmed_departments,
    confirming_departments,
    list_of,
    map_findings,
    map_of,
    open_findings,
)
from xietong.domain.duties.states import ListState, MapState
from xietong.kit.gate import MET, GateItem

MAP_PUBLISHED = "协同流程图经检查无误并发布"
DUTIES_CLEAR = "部门职责清单无重叠、遗漏"
DUTIES_CONFIRMED = "各部门确认本部门职责"
SHOWN = 5  # items of one kind before the rest is counted


def map_valid(collaboration: Collaboration) -> list[GateItem]:
    """Met when published; else what is still wrong with the drawing, or that it only waits to be published."""
    process_map = map_of(collaboration)
    href, lead = f"{collaboration.href}/process-map", _lead(collaboration)
    if process_map is None or not process_map.drawing:
        since = collaboration.state_since
        return [GateItem(requirement=MAP_PUBLISHED, message="还没有绘制流程图", who=lead, since=since, href=href)]
    since = process_map.state_since
    if process_map.state == MapState.PUBLISHED:
        message = f"已发布第 {process_map.revision} 版"
        return [GateItem(requirement=MAP_PUBLISHED, state=MET, message=message, since=since, href=href)]
    errors = [finding.message for finding in map_findings(process_map, collaboration) if finding.is_error]
    if not errors:
        return [GateItem(requirement=MAP_PUBLISHED, message="流程图尚未发布", who=lead, since=since, href=href)]
    return _items(MAP_PUBLISHED, "流程图", errors, lead, since, f"{href}#findings")


def duties_confirmed(collaboration: Collaboration) -> list[GateItem]:
    """One open item per overlap and omission, and one per department that has not confirmed its part."""
    responsibility_list = list_of(collaboration)
    href, lead = f"{collaboration.href}/responsibilities", _lead(collaboration)
    if responsibility_list is None:
        since = collaboration.state_since
        return [GateItem(requirement=DUTIES_CONFIRMED, message="还没有编制职责清单", who=lead, since=since, href=href)]
    since = responsibility_list.state_since
    gaps = [f"{finding.kind.label}：{finding.message}" for finding in open_findings(collaboration)]
    found = _items(DUTIES_CLEAR, "职责清单", gaps, lead, since, f"{href}#findings") or [
        GateItem(requirement=DUTIES_CLEAR, state=MET, message="没有未处理的重叠和遗漏", href=href)
    ]
    if responsibility_list.state == ListState.DRAFT:
        message = "职责清单尚未提交部门确认"
        return [*found, GateItem(requirement=DUTIES_CONFIRMED, message=message, who=lead, since=since, href=href)]
    confirmed = confirmed_departments(responsibility_list)
    departments = confirming_departments(collaboration)
    waited = [
        GateItem(
            requirement=DUTIES_CONFIRMED,
            message=f"等待 {department.name} 确认本部门职责",
            who=department.head.name if department.head else "",
            since=since,
            href=f"{href}#confirmation",
        )
        for department in departments
        if department.pk not in confirmed
    ]
    met = GateItem(
        requirement=DUTIES_CONFIRMED, state=MET, message=f"{len(departments)} 个部门均已确认", since=since, href=href
    )
    return [*found, *(waited or [met])]


def _items(requirement: str, what: str, messages: list[str], who: str, since: object, href: str) -> list[GateItem]:
    items = [
        GateItem(requirement=requirement, message=message, who=who, since=since, href=href)  # type: ignore[arg-type]
        for message in messages[:SHOWN]
    ]
    if len(messages) > SHOWN:
        more = f"{what}还有 {len(messages) - SHOWN} 处问题"
        items.append(GateItem(requirement=requirement, message=more, who=who, since=since, href=href))  # type: ignore[arg-type]
    return items


def _lead(collaboration: Collaboration) -> str:
    return collaboration.lead.name if collaboration.lead else ""
