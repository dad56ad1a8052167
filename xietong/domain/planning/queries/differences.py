"""Line by line: what one version of the plan says otherwise than another."""

from collections.abc import Mapping, Sequence
from typing import Any

from xietong.domain.planning.states import PlanSection
from xietong.kit.ui.shapes import Change

LABELS = {
    "code": "编号", "name": "名称", "department": "部门", "owner": "负责人", "start_on": "开始", "finish_on": "完成",
    "duration": "工期（工作日）", "predecessors": "前置任务", "priority": "优先级", "milestone": "里程碑",
    "deliverables": "交付物", "acceptance": "验收标准", "accepted_by": "验收部门", "finish_by": "期限", "kind": "类型",
    "person": "指定人员", "quantity": "数量", "purpose": "用途", "task": "关联任务", "from_on": "需用开始",
    "until_on": "需用结束", "source": "来源", "provider": "提供部门", "cost": "金额（元）", "category": "类别",
    "probability": "可能性", "impact": "影响", "level": "等级", "trigger": "触发条件", "prevention": "预防措施",
    "contingency": "应急预案", "buffer_days": "缓冲（工作日）", "mitigate_by": "应对期限", "tasks": "影响任务",
}  # fmt: skip


def plan_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[PlanSection, list[Change]]]:
    """For every section the changed, new and removed rows; empty lists where nothing changed."""
    return [
        (section, _rows(before.get(section.value) or [], after.get(section.value) or [])) for section in PlanSection
    ]


def _rows(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Change]:
    old = {row["id"]: row for row in before}
    new = {row["id"]: row for row in after}
    found = []
    for key, row in new.items():
        if key not in old:
            found.append(Change(_title(row), None, _said_row(row)))
            continue
        for column, value in row.items():
            was = old[key].get(column)
            if column != "id" and was != value:
                found.append(Change(f"{_title(row)}：{LABELS.get(column, column)}", _said(was), _said(value)))
    found += [Change(_title(row), _said_row(row), None) for key, row in old.items() if key not in new]
    return found


def _title(row: Mapping[str, Any]) -> str:
    return f"{row.get('code', '')} {row.get('name', '')}".strip()


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "\n".join(map(str, value)) or "无"
    return "无" if value in (None, "") else str(value)


def _said_row(row: Mapping[str, Any]) -> str:
    parts = [
        f"{LABELS.get(key, key)}：{_said(value)}"
        for key, value in row.items()
        if key not in ("id", "code", "name") and value not in (None, "", [])
    ]
    return "\n".join(parts)


def differences_as_json(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {
        section.value: [{"what": row.label, "before": row.before, "after": row.after} for row in rows]
        for section, rows in plan_differences(before, after)
    }
