"""Readings of planning: the task list, resources, risks, plan versions, changes, gates, what waits."""

from xietong.domain.planning.queries.changes import (
    CHANGEABLE,
    before_values,
    change_of,
    changes_of,
    deciders_of,
    open_changes,
    said_impact,
    said_lines,
    what_if,
)
from xietong.domain.planning.queries.differences import differences_as_json, plan_differences
from xietong.domain.planning.queries.gate import (
    all_leaves_settled,
    conflicts_settled,
    leaves_complete,
    plan_published,
    risks_covered,
)
from xietong.domain.planning.queries.network import (
    FROZEN,
    Footing,
    footing_of,
    frozen_plan,
    link_facts,
    problem_of,
    task_facts,
    timetable_of,
)
from xietong.domain.planning.queries.plan import (
    KIND,
    current_plan,
    plan_content,
    plan_facts,
    plan_of,
    plan_parties,
    plan_under_way,
    plans_of,
    published_plan,
    readers_of,
    section_digests,
    silent_departments,
    uncovered_risks,
)
from xietong.domain.planning.queries.resources import (
    KIND_LABELS,
    Conflict,
    ResourceRow,
    budget_of,
    conflicts,
    resource_of,
    resource_rows,
    resource_summary,
    stated,
)
from xietong.domain.planning.queries.risks import (
    ForecastRead,
    affected_said,
    forecast,
    risk_matrix,
    risk_of,
    risks_of,
)
from xietong.domain.planning.queries.tasks import (
    COLUMN_NAMES,
    FILTERS,
    PAGE_ROWS,
    LinkRow,
    TreeRow,
    codes_of,
    count_of,
    incomplete_leaves,
    link_of,
    links_of,
    predecessors_said,
    task_arrays,
    task_choices,
    task_of,
    tree,
)
from xietong.domain.planning.queries.waiting import waiting

__all__ = [
    "CHANGEABLE", "COLUMN_NAMES", "FILTERS", "FROZEN", "KIND", "KIND_LABELS", "PAGE_ROWS", "Conflict", "Footing",
    "ForecastRead", "LinkRow", "ResourceRow", "TreeRow", "affected_said", "all_leaves_settled", "before_values",
    "budget_of", "change_of", "changes_of", "codes_of", "conflicts", "conflicts_settled", "count_of", "current_plan",
    "deciders_of", "differences_as_json", "footing_of", "forecast", "frozen_plan", "incomplete_leaves",
    "leaves_complete", "link_facts", "link_of", "links_of", "open_changes", "plan_content", "plan_differences", "plan_facts",
    "plan_of", "plan_parties", "plan_published", "plan_under_way", "plans_of", "predecessors_said", "problem_of",
    "published_plan", "readers_of", "resource_of", "resource_rows", "resource_summary", "risk_matrix", "risk_of",
    "risks_covered", "risks_of", "said_impact", "said_lines", "section_digests", "silent_departments", "stated",
    "task_arrays", "task_choices", "task_facts", "task_of", "timetable_of", "tree", "uncovered_risks", "waiting",
    "what_if",
]  # fmt: skip
