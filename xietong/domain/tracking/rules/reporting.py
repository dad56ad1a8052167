"""What a line of a daily update must say, and which steps of a percentage are suspicious."""

JUMP_POINTS = 40  # domain.md §6 N22: larger steps without a word of evidence are marked

# The rules that say "late", for which a cause is asked; a risk, a hand-raised light and a near date have none of this task.
CAUSE_ASKED = frozenset({"overdue_red", "overdue", "blocked", "behind", "forecast_late"})


def is_jump(before: int, after: int, evidence: str) -> bool:
    return after - before > JUMP_POINTS and not evidence.strip()


def missing_in_line(*, blocked: bool, rule: str, problem: str, cause: str) -> list[tuple[str, str]]:
    """(field, sentence) for what domain.md §2.5 asks of this line and was left out."""
    missing = []
    if blocked and not problem.strip():
        missing.append(("problem", "任务受阻时请写明存在的问题。"))
    if rule in CAUSE_ASKED and not cause:
        missing.append(("cause", "任务已落后，请选择滞后原因。"))
    return missing
