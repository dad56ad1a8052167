"""What stands over every page about one collaboration."""

from dataclasses import dataclass
from typing import Any

from xietong.domain.collaborations.queries.place import Place
from xietong.domain.collaborations.states import Stage

# The pages about one collaboration, in the order a collaboration lives: (key, label, path below it, from which stage on).
PAGES = (
    ("home", "概况", "", Stage.LAUNCH),
    ("application", "申请表", "/application", Stage.LAUNCH),
    ("team", "团队", "/team", Stage.LAUNCH),
    ("process-map", "流程图", "/process-map", Stage.LAUNCH),
    ("responsibilities", "职责清单", "/responsibilities", Stage.LAUNCH),
    ("tasks", "任务清单", "/tasks", Stage.PLANNING),
    ("resources", "资源", "/resources", Stage.PLANNING),
    ("risks", "风险", "/risks", Stage.PLANNING),
    ("plan", "计划书", "/plan", Stage.PLANNING),
    ("tracking", "跟踪表", "/tracking", Stage.EXECUTION),
    ("meetings", "会议", "/meetings", Stage.LAUNCH),
    ("alerts", "预警", "/alerts", Stage.EXECUTION),
    ("support", "协作支持", "/support", Stage.EXECUTION),
    ("letters", "协调函", "/letters", Stage.EXECUTION),
    ("acceptance", "验收", "/acceptance", Stage.EXECUTION),
    ("retrospective", "复盘", "/retrospective", Stage.CLOSING),
    ("leftovers", "遗留", "/leftovers", Stage.EXECUTION),
    ("archive", "归档", "/archive", Stage.CLOSING),
    ("documents", "文件", "/documents", Stage.LAUNCH),
    ("events", "动态", "/events", Stage.LAUNCH),
)
ORDER = (Stage.LAUNCH, Stage.PLANNING, Stage.EXECUTION, Stage.CLOSING, Stage.ARCHIVED)


@dataclass(frozen=True)
class Frame:
    """What stands over every page of a collaboration."""

    title: str
    number: str
    note: str
    light: str
    light_label: str
    light_why: str
    confidentiality: str
    lead: str
    href: str
    stages: list[dict[str, str]]
    tabs: list[dict[str, Any]]


def frame(place: Place, on: str) -> Frame:
    """The frame with the page `on` marked. No statement: everything was fetched with the place."""
    c = place.collaboration
    at = ORDER.index(c.state) if c.state in ORDER else len(ORDER)
    stages = [
        {
            "label": stage.label,
            "state": "done" if number < at or c.state == Stage.ARCHIVED else "current" if number == at else "open",
            "url": f"{c.href}#gate" if number == at else "",
            "note": "",
        }
        for number, stage in enumerate(ORDER)
    ]
    tabs = [
        {"label": label, "url": c.href + path, "on": key == on}
        for key, label, path, since in PAGES
        if ORDER.index(since) <= at or key == on
    ]
    department = c.initiating_department.name if c.initiating_department else ""
    when = f"{c.start_on:%Y-%m-%d} 至 {c.finish_on:%Y-%m-%d}" if c.start_on and c.finish_on else ""
    return Frame(
        title=c.title or "（未命名的申请）",
        number=c.number or "",
        note=" · ".join(filter(None, [c.scenario, department, when])),
        light=c.light.value,
        light_label=c.light.label,
        light_why=c.light_why,
        confidentiality=c.confidentiality.label,
        lead=c.lead.name if c.lead else "",
        href=c.href,
        stages=stages,
        tabs=tabs,
    )
