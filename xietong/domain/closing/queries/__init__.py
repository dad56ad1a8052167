"""Every reading of the end of a collaboration, one file per noun."""

from xietong.domain.closing.queries.gate import (
    acceptance_signed,
    archive_sealed,
    leftovers_assigned,
    report_published,
)
from xietong.domain.closing.queries.waiting import waiting

__all__ = [
    "acceptance_signed",
    "archive_sealed",
    "leftovers_assigned",
    "report_published",
    "waiting",
]
