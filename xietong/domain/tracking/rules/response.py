"""The clock of support requests: near due, breached, how long an answer took."""

from datetime import datetime, timedelta

NEAR_SHARE = (5, 6)  # notice when five sixths of the time are over: 20 of 24 hours


def near_due_at(asked_at: datetime, answer_by: datetime) -> datetime:
    return asked_at + (answer_by - asked_at) * NEAR_SHARE[0] / NEAR_SHARE[1]


def breach_level(*, now: datetime, answer_by: datetime, executive_at: datetime) -> int:
    """0 in time, 1 the head is told, 2 the executive too (24 and 48 hours; domain.md §6 N5)."""
    if now < answer_by:
        return 0
    return 2 if now >= executive_at else 1


def response_hours(*, asked_at: datetime, answered_at: datetime, rested: timedelta) -> float:
    """Hours the answer took, without the time in which the question was being clarified."""
    return max((answered_at - asked_at - rested).total_seconds(), 0.0) / 3600
