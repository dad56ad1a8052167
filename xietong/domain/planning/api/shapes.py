"""What the API of planning answers, for its OpenAPI document."""

from typing import Any

from ninja import Schema


class Named(Schema):
    id: str
    name: str


class TaskRow(Schema):
    """A row of the task list. `number` is 1.2.3; durations and float in working days; dates YYYY-MM-DD."""

    id: str
    parent: str | None
    number: str
    name: str
    department: Named | None
    owner: Named | None
    priority: str
    duration: int
    start_on: str | None
    finish_on: str | None
    baseline_start: str | None
    baseline_finish: str | None
    actual_start: str | None
    actual_finish: str | None
    not_before: str | None
    finish_by: str | None
    total_float: int | None
    is_critical: bool
    is_leaf: bool
    is_milestone: bool
    state: str
    percent: int
    light: str
    deliverables: list[str]
    acceptance: list[str]
    version: int


class LinkEnd(Schema):
    link: str
    task: str
    type: str
    lag: int


class TaskOut(TaskRow):
    description: str
    note: str
    support: list[str]
    accepted_by: list[str]
    optimistic: int | None
    pessimistic: int | None
    predecessors: list[LinkEnd]
    successors: list[LinkEnd]


class TaskList(Schema):
    """With form=rows: `columns` and `rows` (arrays) instead of `items`."""

    items: list[TaskRow]
    next: str | None


class LinkOut(Schema):
    id: str
    before: str
    after: str
    type: str
    lag: int


class LinkList(Schema):
    items: list[LinkOut]
    next: str | None


class Warned(Schema):
    kind: str
    task: str | None
    days: int


class DatesOut(Schema):
    task: str
    early_start: str
    early_finish: str
    late_start: str
    late_finish: str
    total_float: int
    free_float: int
    is_critical: bool
    driving: list[str]


class ScheduleOut(Schema):
    start: str | None
    finish: str | None
    length: int
    critical_path: list[str]
    earliest_possible: str | None
    years_without_data: list[int]
    warnings: list[Warned]
    items: list[DatesOut]


class Rescheduled(Schema):
    moved: int
    finish: str | None
    earliest_possible: str | None


class Money(Schema):
    amount: str
    currency: str


class ResourceOut(Schema):
    id: str
    department: Named
    kind: str
    name: str
    person: Named | None
    amount: str
    unit: str
    purpose: str
    task: dict[str, Any] | None
    from_on: str
    until_on: str
    source: str
    provider: Named | None
    cost: Money | None
    state: str
    answer: str
    version: int


class ResourceList(Schema):
    items: list[ResourceOut]
    next: str | None


class ConflictOut(Schema):
    key: str
    kind: str
    title: str
    detail: str
    open: bool
    accepted: str
    requests: list[str]


class ResourceSummary(Schema):
    weeks: list[str]
    items: list[dict[str, Any]]
    costs: list[dict[str, Any]]
    total: Money
    budget: Money | None
    conflicts: list[ConflictOut]


class RiskOut(Schema):
    id: str
    name: str
    category: str
    department: Named
    owner: Named | None
    probability: int
    impact: int
    score: int
    level: str
    trigger: str
    prevention: str
    contingency: str
    buffer_days: int
    mitigate_by: str | None
    tasks: list[str]
    state: str
    version: int


class RiskList(Schema):
    items: list[RiskOut]
    next: str | None


class ForecastOut(Schema):
    """Days by percentile: {"p50": …, "p80": …, "p95": …}; chances in percent."""

    percentiles: dict[str, str] | None
    planned: str | None
    agreed: str | None
    chance_of_agreed: int | None = None
    chance_of_planned: int | None = None
    tasks: int = 0
    estimated: int = 0
    risks: int = 0
    often_critical: list[dict[str, Any]] = []


class PlanSummary(Schema):
    number: int
    state: str
    digest: str
    sections: dict[str, str]
    why: str
    drafted_by: str
    drafted_at: str
    published_at: str | None
    version: int


class PlanOut(PlanSummary):
    """`content_digest` is what a signer posts back; `content` exactly what was signed."""

    content: dict[str, Any]
    content_digest: str | None
    signatures: list[dict[str, Any]]
    readers: list[dict[str, Any]]


class PlanRead(Schema):
    current: PlanOut | None
    versions: list[PlanSummary]


class PlanDiff(Schema):
    """By section the lines that differ: {"what", "before", "after"}."""

    sections: dict[str, list[dict[str, Any]]]


class ChangeOut(Schema):
    id: str
    number: str
    kind: str
    state: str
    lines: list[dict[str, Any]]
    impact: dict[str, Any]
    reason: str
    if_not: str
    over_objectives: bool
    was_late: bool
    asked_by: Named
    department: Named | None
    asked_at: str
    decision: str
    decided_by: str | None
    plan: int | None
    content_digest: str
    version: int


class ChangeList(Schema):
    items: list[ChangeOut]
    next: str | None
