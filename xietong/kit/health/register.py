"""The register: a check is a function from now to a finding; anybody may add one.

@health_check("日历")
def calendar_reaches(now: datetime) -> Finding:
    ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    GOOD = "good"
    WARNING = "warning"  # works, but somebody should look
    BROKEN = "broken"  # does not work, or may lose data


@dataclass(frozen=True)
class Finding:
    """What a check found, in words, and what to do about it."""

    level: Level
    words: str
    remedy: str = ""


Check = Callable[[datetime], Finding]
_checks: dict[str, Check] = {}


def good(words: str) -> Finding:
    return Finding(Level.GOOD, words)


def warning(words: str, remedy: str) -> Finding:
    return Finding(Level.WARNING, words, remedy)


def broken(words: str, remedy: str) -> Finding:
    return Finding(Level.BROKEN, words, remedy)


def health_check(name: str) -> Callable[[Check], Check]:
    """Register a check under the name people read."""

    def register(check: Check) -> Check:
        assert _checks.get(name, check).__qualname__ == check.__qualname__, f"two checks are called {name}"
        _checks[name] = check
        return check

    return register


def examine(now: datetime) -> dict[str, Finding]:
    """Ask every check; one that fails is a finding too, never an end."""
    findings = {}
    for name, check in _checks.items():
        try:
            findings[name] = check(now)
        except Exception as problem:
            findings[name] = broken(f"检查未能完成：{type(problem).__name__}：{problem}", "请查看日志。")
    return findings
