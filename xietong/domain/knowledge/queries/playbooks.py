"""Readings about playbooks: the list, one as a page shows it, how it would lie on the company's departments and days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

import yaml
from django.http import Http404

from xietong.domain.duties.queries import outline_findings
from xietong.domain.knowledge import rules
from xietong.domain.knowledge.models import Playbook, PlaybookUse
from xietong.domain.people.models import Department
from xietong.domain.people.queries import company_calendar, departments
from xietong.kit.problems import Problem, Problems
from xietong.kit.swimlanes.model import Map
from xietong.kit.swimlanes.svg import draw
from xietong.scheduling import Schedule

BUILTIN_FOLDER = resources.files("xietong.domain.knowledge") / "builtin"


def current_playbooks() -> list[Playbook]:
    """The edition in force of every playbook."""
    return list(Playbook.objects.filter(is_current=True).select_related("made_by"))


def playbook_called(key: str, edition: int | None = None) -> Playbook:
    """The edition in force, or the one asked for; 404 when there is none."""
    rows = Playbook.objects.filter(key=key).select_related("made_by")
    rows = rows.filter(is_current=True) if edition is None else rows.filter(edition=edition)
    playbook = rows.first() or (rows.model.objects.filter(key=key).first() if edition is None else None)
    if playbook is None:
        raise Http404("没有这个标准方案。")
    return playbook


def editions_of(playbook: Playbook) -> list[Playbook]:
    return list(Playbook.objects.filter(key=playbook.key).select_related("made_by").order_by("-edition"))


def playbook_for_scenario(scenario: str) -> Playbook | None:
    """The company's own edition first, else the built-in one."""
    return Playbook.objects.filter(is_current=True, scenario=scenario).order_by("is_builtin", "-pk").first()


def fatal_findings(drawing: Map) -> list[str]:
    """What would keep this map from being published."""
    return [finding.message for finding in outline_findings(drawing) if finding.is_error]


def read_upload(text: str | bytes) -> dict[str, Any]:
    """The data of an uploaded file, or Problems with every place that is wrong."""
    return rules.read_playbook(text, map_findings=fatal_findings)


def builtin_texts() -> list[tuple[str, str]]:
    """(key, text) of the files that come with the product."""
    files = sorted((f for f in BUILTIN_FOLDER.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return [(f.name.removesuffix(".yaml"), f.read_text(encoding="utf-8")) for f in files]


def as_yaml(playbook: Playbook) -> str:
    """The file that reads back as this edition."""
    for key, text in builtin_texts() if playbook.is_builtin else []:
        if key == playbook.key:
            return text  # with the layout its authors gave it
    return str(
        yaml.safe_dump(playbook.content, allow_unicode=True, sort_keys=False, width=120, default_flow_style=False)
    )


def proposed_departments(playbook: Playbook) -> dict[str, int | None]:
    """For each department of the playbook the company's department that is probably meant."""
    company = [rules.Candidate(d.pk, d.name, tuple(d.aliases)) for d in departments()]
    return rules.proposal(playbook.content, company)


def put_onto(playbook: Playbook, chosen: Mapping[str, int | None]) -> rules.Mapped:
    """The playbook on the departments chosen; Problems when a role that cannot be missing is missing."""
    data = playbook.content
    wanted = {key: pk for key, pk in chosen.items() if pk is not None}
    names = dict(Department.objects.filter(pk__in=wanted.values(), is_active=True).values_list("pk", "name"))
    problems = []
    known = {row["key"]: row["name"] for row in data["departments"]}
    for key, pk in chosen.items():
        if key not in known:
            problems.append(Problem(f"department-{key}", "部门对应", f"标准方案里没有部门“{key}”。", "reference"))
        elif pk is not None and pk not in names:
            text = "没有这个部门，或已撤销，请另选。"
            problems.append(Problem(f"department-{key}", f"部门对应 {known[key]}", text, "reference"))
    for key, word in ((data["initiating_department"], "发起部门"), (data["lead"]["department"], "牵头部门")):
        if chosen.get(key) is None:
            text = f"这是方案的{word}，不能空缺，请指定本公司的一个部门。"
            problems.append(Problem(f"department-{key}", f"部门对应 {known[key]}", text, "missing"))
    if problems:
        raise Problems(problems)
    return rules.mapped(data, {key: chosen.get(key) for key in known}, names)


@dataclass(frozen=True)
class Preview:
    """What a start would lead to, before anything is written."""

    mapped: rules.Mapped
    schedule: Schedule[str] | None
    milestones: list[tuple[str, date]]
    earliest: date | None  # set: the target cannot be met; the anchor task can be done on this day
    anchor_name: str
    years_without_data: tuple[int, ...]

    @property
    def start_on(self) -> date | None:
        return self.schedule.start if self.schedule else None

    @property
    def finish_on(self) -> date | None:
        return self.schedule.finish if self.schedule else None


def preview(
    playbook: Playbook,
    *,
    chosen: Mapping[str, int | None],
    start_on: date | None,
    target_on: date | None,
    today: date,
) -> Preview:
    """Dates of the milestones by the company calendar; see Preview.earliest for a target that cannot be met."""
    result = put_onto(playbook, chosen)
    data = result.data
    found = rules.dates_for(data, calendar=company_calendar(), today=today, start_on=start_on, target_on=target_on)
    milestones = [
        (row["name"], found.by_id[row["task"]].finish)
        for row in data["application_defaults"]["milestones"]
        if found and row["task"] in found.by_id
    ]
    names = {task["id"]: task["name"] for task in playbook.content["wbs"]["tasks"]}
    return Preview(
        mapped=result,
        schedule=found,
        milestones=sorted(milestones, key=lambda row: row[1]),
        earliest=found.earliest_possible if found and target_on else None,
        anchor_name=names[playbook.content["schedule"]["anchor_task"]],
        years_without_data=found.years_without_data if found else (),
    )


def picture_of(playbook: Playbook) -> str:
    """The process map as SVG for a page."""
    return draw(rules.drawing_of(playbook.content), title=f"{playbook.name} 流程图", ident=f"playbook-{playbook.pk}")


def usage() -> dict[str, int]:
    """How many collaborations follow each playbook, all editions together."""
    counts: dict[str, int] = {}
    for key in PlaybookUse.objects.values_list("playbook__key", flat=True):
        counts[key] = counts.get(key, 0) + 1
    return counts
