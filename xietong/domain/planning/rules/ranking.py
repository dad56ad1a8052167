"""Priority ranking that explains itself: which open task matters most for the whole, and why (product.md P2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

# What each reason counts. Critical first: its delay moves the finish of everything.
CRITICAL, BLOCKS_ONE, MOST_BLOCKED, DEADLINE_MISSED, PRIORITY_HIGH, SOON = 40, 4, 10, 25, 15, 10
SOON_DAYS = 5  # natural days


@dataclass(frozen=True)
class Ranked:
    """A score and the reasons it is made of, in words."""

    id: int
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    id: int
    critical: bool
    blocks: int  # how many open tasks wait for it, directly or not
    priority: str
    finish: date | None
    finish_by: date | None


def blocked_counts(ids: Sequence[int], links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For every task how many wait for it, directly or not. Sets of tasks are the bits of one number."""
    after: dict[int, list[int]] = {}
    bit = {pk: 1 << number for number, pk in enumerate(ids)}
    for before, later in links:
        if before in bit and later in bit:
            after.setdefault(before, []).append(later)
    reached: dict[int, int] = {}
    for start in ids:
        stack = [start]
        while stack:
            one = stack[-1]
            waiting = [later for later in after.get(one, ()) if later not in reached]
            if one in reached or not waiting:
                stack.pop()
                if one not in reached:
                    found = 0
                    for later in after.get(one, ()):
                        found |= bit[later] | reached[later]
                    reached[one] = found
                continue
            stack += waiting
    return {pk: reached[pk].bit_count() for pk in ids}


def ranked(candidates: Iterable[Candidate], today: date) -> list[Ranked]:
    """Highest first; equal scores by the earlier finish."""
    found = []
    for one in candidates:
        score, reasons = 0, []
        if one.critical:
            score += CRITICAL
            reasons.append("在关键路径上")
        if one.blocks:
            score += BLOCKS_ONE * min(one.blocks, MOST_BLOCKED)
            reasons.append(f"{one.blocks} 项任务在等它")
        if one.finish_by and one.finish and one.finish > one.finish_by:
            score += DEADLINE_MISSED
            reasons.append(f"按现计划赶不上期限 {one.finish_by:%m-%d}")
        if one.priority == "high":
            score += PRIORITY_HIGH
            reasons.append("优先级高")
        if one.finish and 0 <= (one.finish - today).days <= SOON_DAYS:
            score += SOON
            reasons.append(f"{one.finish:%m-%d} 到期")
        found.append((one, Ranked(one.id, score, tuple(reasons))))
    found.sort(key=lambda pair: (-pair[1].score, pair[0].finish or date.max, pair[0].id))
    return [rank for _one, rank in found]
