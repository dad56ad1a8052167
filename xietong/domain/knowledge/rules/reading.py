"""Read a playbook file: the one way in for built-in and for a company's own playbooks. Pure and strict."""

from collections.abc import Callable, Iterable
from typing import Any

from xietong.domain.collaborations.states import Scenario
from xietong.domain.knowledge.rules.dates import count_problems
from xietong.domain.knowledge.rules.links import drawing_of, link_problems, map_problems
from xietong.domain.knowledge.rules.shape import shape_problems
from xietong.domain.knowledge.rules.text import read_yaml
from xietong.kit.problems import Problem, Problems
from xietong.kit.swimlanes.model import Map

MapFindings = Callable[[Map], Iterable[str]]  # sentences about everything that keeps a map from being published
MOST_PROBLEMS = 60


def read_playbook(text: str | bytes, *, map_findings: MapFindings, builtin: bool = False) -> dict[str, Any]:
    """The data of a playbook file, proved as domain.md §0 asks; raises Problems with everything that is wrong.

    `map_findings` are the product's own checks of a process map, the same that guard its publication.
    """
    data, problems = read_yaml(text)
    if not problems:
        problems = playbook_problems(data, map_findings=map_findings, builtin=builtin)
    if problems:
        raise Problems(problems[:MOST_PROBLEMS])
    return dict(data)


def playbook_problems(data: Any, *, map_findings: MapFindings, builtin: bool = False) -> list[Problem]:
    """In layers: what has no shape is not asked for its links, and what has no links not for its dates."""
    if problems := shape_problems(data):
        return problems
    if builtin and Scenario.called(data["scenario"]) is None:
        return [Problem("scenario", "scenario", f"应为：{'、'.join(s.label for s in Scenario)}。", "choice")]
    if problems := link_problems(data, builtin=builtin):
        return problems
    problems = [*map_problems(data), *count_problems(data)]
    if problems:
        return problems
    return [Problem("process_map", "process_map", message, "map") for message in map_findings(drawing_of(data))]
