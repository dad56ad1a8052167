"""Whether a meeting, its minutes and its action items keep to the guide: facts in, sentences out. No Django."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

SHORTEST, LONGEST = 30, 60  # minutes of a weekly meeting (guide; domain.md §5)
NOTICE_BEFORE = timedelta(hours=24)  # domain.md §5: the notice is sent at least 24 hours before
MINUTES_WITHIN = timedelta(hours=24)  # domain.md §5: minutes are issued within 24 hours
REMIND_RECORDER = timedelta(hours=20)  # domain.md §4.3, 3.3
CONFIRM_WITHIN = timedelta(hours=24)  # domain.md §2.4: objections within 24 hours of issue
FEW_TOPICS = 3  # domain.md §2.4: one to three topics


def calling_warnings(
    *, starts_at: datetime, minutes: int, now: datetime, weekly: bool, topics: int, deciders: int
) -> list[str]:
    """What is worth a second look before people are invited; none of it forbids the meeting."""
    found = []
    if weekly and not SHORTEST <= minutes <= LONGEST:
        found.append(f"周例会宜为 {SHORTEST}–{LONGEST} 分钟，现为 {minutes} 分钟。")
    if not weekly and minutes > LONGEST:
        found.append(f"会议超过 {LONGEST} 分钟：请确认议题确实需要。")
    if starts_at - now < NOTICE_BEFORE:
        found.append("距开会不足 24 小时：与会人可能来不及准备。")
    if not weekly and topics > FEW_TOPICS:
        found.append(f"议题有 {topics} 个，宜为 1–{FEW_TOPICS} 个，其余可另行召开或书面处理。")
    if not weekly and topics == 0:
        found.append("还没有写议题：请写明要议什么、要得出什么。")
    if deciders == 0:
        found.append("邀请的人中没有能拍板的人（总负责人、部门负责人或领导）。")
    return found


def no_result(answers: Mapping[str, Any]) -> bool:
    """No action item, no conclusion: such minutes say why (domain.md §6 N14)."""
    concluded = any((row.get("conclusion") or "").strip() for row in answers.get("topics") or [])
    return not concluded and not answers.get("actions")
