"""A playbook to spoil: the built-in one for complaints as data, and back as a file."""

from copy import deepcopy
from typing import Any

import yaml

from tests.builtin_playbooks import playbook
from xietong.domain.duties.rules import process_findings
from xietong.domain.knowledge.rules import playbook_problems
from xietong.kit.swimlanes import Map


def findings(drawing: Map) -> list[str]:
    return [finding.message for finding in process_findings(drawing) if finding.is_error]


def complaint() -> dict[str, Any]:
    return deepcopy(playbook("customer_complaint"))


def as_file(data: dict[str, Any]) -> str:
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def task(data: dict[str, Any], task_id: str) -> dict[str, Any]:
    return next(row for row in data["wbs"]["tasks"] if row["id"] == task_id)


def wrong_with(data: Any, *, builtin: bool = False) -> str:
    """Everything the checker has to say, in one text."""
    problems = playbook_problems(data, map_findings=findings, builtin=builtin)
    return "\n".join(f"{problem.where}：{problem.message}" for problem in problems)
