"""Whether a process map and a responsibility list are in order: facts in, findings out. No Django."""

from xietong.domain.duties.rules.drafting import rows_for_uncovered_steps, rows_from_outline, split_outputs
from xietong.domain.duties.rules.finding import Finding, Severity
from xietong.domain.duties.rules.process import process_findings
from xietong.domain.duties.rules.responsibility import (
    DutyFacts,
    DutyFinding,
    DutyRow,
    ResponsibilityFinding,
    responsibility_findings,
)

__all__ = [
    "DutyFacts",
    "DutyFinding",
    "DutyRow",
    "Finding",
    "ResponsibilityFinding",
    "Severity",
    "process_findings",
    "responsibility_findings",
    "rows_for_uncovered_steps",
    "rows_from_outline",
    "split_outputs",
]
