"""The computed facts as people read them: tables for report and page, one line for each dimension."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NONE = "/"


@dataclass(frozen=True)
class FactTable:
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def said(value: Any, unit: str = "") -> str:
    return NONE if value in (None, "") else f"{value}{unit}"


def slip_words(days: int | None) -> str:
    if days is None:
        return NONE
    return "按期" if days == 0 else f"晚 {days} 个工作日" if days > 0 else f"早 {-days} 个工作日"


def fact_tables(facts: Mapping[str, Any]) -> list[FactTable]:
    """Plan and actual, by department, what slipped most, and the figures of working together."""
    schedule = facts["schedule"]
    tables = [
        FactTable(
            "计划与实际",
            ("项目", "计划", "实际", "差异"),
            (
                ("开始", said(schedule["agreed_start"]), said(schedule["actual_start"]), NONE),
                ("完成（申请表约定）", said(schedule["agreed_finish"]), said(schedule["actual_finish"]), slip_words(schedule["slip_agreed"])),
                ("完成（计划基线）", said(schedule["baseline_finish"]), said(schedule["actual_finish"]), slip_words(schedule["slip"])),
                ("子任务", said(schedule["tasks"]), said(schedule["finished"]), f"按期 {said(schedule['on_time_percent'], '%')}"),
            ),
        ),
        FactTable(
            "各部门按期情况",
            ("部门", "子任务", "已完成", "逾期", "累计逾期（工作日）", "最长逾期（工作日）", "按期率"),
            tuple(
                (
                    row["name"], str(row["tasks"]), str(row["finished"]), str(row["late"]), str(row["slip_total"]),
                    str(row["slip_most"]), said(row["on_time_percent"], "%"),
                )
                for row in facts["departments"]
            ),
        ),
    ]  # fmt: skip
    if facts["slipped"]:
        rows = tuple(
            (f"{row['code']} {row['name']}", row["department"], row["planned"], row["actual"], str(row["slip"]))
            for row in facts["slipped"]
        )
        tables.append(FactTable("逾期最长的子任务", ("子任务", "部门", "计划完成", "实际完成", "逾期（工作日）"), rows))
    tables.append(FactTable("协作过程", ("项目", "数据"), tuple(working_together(facts))))
    return tables


def working_together(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    alerts, support, meetings = facts["alerts"], facts["support"], facts["meetings"]
    changes, risks, accepted = facts["changes"], facts["risks"], facts["acceptance"]
    causes = "、".join(f"{row['name']} {row['count']}" for row in alerts["causes"])
    return [
        ("预警", f"{alerts['total']} 次，升级 {alerts['escalated']} 次，复发 {alerts['recurred']} 次"),
        ("预警处理时长（中位）", said(alerts["median_hours"], " 小时")),
        ("预警原因", causes or NONE),
        ("协作支持请求", f"{support['total']} 件，已答复 {support['answered']} 件，按时 {support['in_time']} 件，超时 {support['breached']} 件"),
        ("支持答复时长（中位）", said(support["median_hours"], " 小时")),
        ("会议", f"{meetings['held']} 次，共 {meetings['hours']} 小时（{meetings['person_hours']} 人时），缺席 {meetings['absent']} 人次"),
        ("行动项", f"{meetings['actions']} 项，完成 {meetings['actions_done']} 项"),
        ("变更", f"{changes['total']} 次，批准 {changes['approved']} 次，涉及总目标 {changes['over_objectives']} 次，补报 {changes['late']} 次"),
        ("风险", f"{risks['total']} 项，触发 {risks['triggered']} 项，缓冲共 {risks['buffer_days']} 个工作日"),
        ("触发的风险", "、".join(risks["names"]) or NONE),
        ("资源协调函", f"{facts['letters']} 件"),
        ("验收", f"{accepted['rounds']} 张验收表，未通过 {accepted['failed_rounds']} 张；不通过 {accepted['failed']} 项，限期整改 {accepted['mended']} 项"),
    ]  # fmt: skip


def beside(facts: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """The facts that stand beside each of the four dimensions while people score and write."""
    schedule = facts["schedule"]
    together = dict(working_together(facts))
    return {
        "goals": [
            ("完成（基线→实际）", f"{said(schedule['baseline_finish'])} → {said(schedule['actual_finish'])}，{slip_words(schedule['slip'])}"),
            ("按期完成的子任务", f"{schedule['on_time']}/{schedule['finished']}"),
            ("验收", together["验收"]),
        ],
        "process": [("变更", together["变更"]), ("预警", together["预警"]), ("预警原因", together["预警原因"])],
        "communication": [
            ("协作支持请求", together["协作支持请求"]),
            ("支持答复时长（中位）", together["支持答复时长（中位）"]),
            ("会议", together["会议"]),
            ("行动项", together["行动项"]),
        ],
        "risks": [("风险", together["风险"]), ("触发的风险", together["触发的风险"]), ("预警处理时长（中位）", together["预警处理时长（中位）"])],
    }  # fmt: skip
