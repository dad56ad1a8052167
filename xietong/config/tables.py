"""The product's tables as pages: states, permissions, events and who is told, clock jobs, papers. Printed from code."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from xietong.domain.people.roles import Role
from xietong.kit.access import PermissionTable
from xietong.kit.events.announce import EVENTS, REACTIONS
from xietong.kit.jobs.clock_jobs import SCHEDULED
from xietong.kit.notices.rules import MAIL, NOTICES
from xietong.kit.paperwork.spec import ListForm, PaperForm
from xietong.kit.workflow import StateTable

NOTE = "<!-- 由 ./run check 核对；用 `python manage.py print_tables` 重印。Printed from code. -->\n"


def _room(house: str, room: str) -> dict[str, Any]:
    return vars(import_module(f"{house}.{room}")) if find_spec(f"{house}.{room}") else {}


def states_page() -> str:
    out = ["# 状态表 · State tables\n", NOTE]
    for house in settings.HOUSES:
        for name, table in _room(house, "states").items():
            if not isinstance(table, StateTable):
                continue
            out.append(f"\n## {name} ({house.rsplit('.', 1)[-1]})\n\n```mermaid\nstateDiagram-v2")
            out.append(f"    [*] --> {table.start.value}")
            out += [f"    {state.value} : {state.label}" for state in table.states]
            out += [
                f"    {source.value} --> {step.to.value} : {step.says} ({step.verb})"
                for step in table.steps
                for source in step.sources
            ]
            out.append("```\n")
    return "\n".join(out)


def permissions_page() -> str:
    out = ["# 权限表 · Who may do what\n", NOTE]
    for house in settings.HOUSES:
        for name, table in _room(house, "permissions").items():
            if not isinstance(table, PermissionTable):
                continue
            out.append(f"\n## {name}\n\n| action | who may |\n|---|---|")
            for action, roles in table.rows.items():
                words = "、".join(role.label for role in Role if role in roles)
                out.append(f"| `{action}` | {words} |")
    return "\n".join(out) + "\n"


def events_page() -> str:
    out = ["# 事件、通知与后续 · Events, notices, reactions\n", NOTE, "\n| event | told | then |\n|---|---|---|"]
    for name in sorted(EVENTS):
        told = "；".join(
            f"{rule.whom.__name__}{'（站内、邮件）' if MAIL in rule.by else '（站内）'}"
            for rule in NOTICES.get(name, ())
        )
        then = "；".join(path.removeprefix("xietong.domain.") for path in REACTIONS.get(name, ()))
        out.append(f"| `{name}` | {told} | {then} |")
    return "\n".join(out) + "\n"


def jobs_page() -> str:
    out = ["# 定时任务 · Jobs by the clock\n", NOTE, "\n| job | when (cron, company time) | what |\n|---|---|---|"]
    for name in sorted(SCHEDULED):
        row = SCHEDULED[name]
        what = (row.run.__doc__ or "").strip().splitlines()
        out.append(f"| `{name.removeprefix('xietong.')}` | `{row.expression}` | {what[0] if what else ''} |")
    return "\n".join(out) + "\n"


def papers_page() -> str:
    out = ["# 表单 · Papers\n", NOTE]
    for house in settings.HOUSES:
        for paper in _room(house, "paper").values():
            if not isinstance(paper, PaperForm | ListForm):
                continue
            lines = [*paper.lines, *getattr(paper, "columns", ())]
            out.append(
                f"\n## {paper.number} {paper.title} `{paper.name}`\n\n| field | 标签 | kind | required |\n|---|---|---|---|"
            )
            out += [
                f"| `{line.key}` | {line.label} | {type(line).__name__} | {'●' if line.required else '⚙' if line.computed else '○'} |"
                for line in lines
            ]
    return "\n".join(out) + "\n"


PAGES = {
    "states.md": states_page,
    "permissions.md": permissions_page,
    "events.md": events_page,
    "jobs.md": jobs_page,
    "papers.md": papers_page,
}
