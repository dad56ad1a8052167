"""What is worth a second look before people are invited."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from xietong.domain.meetings.rules import calling_warnings, no_result


def warnings(**changes: object) -> list[str]:
    given = {
        "starts_at": NOW + timedelta(days=2),
        "minutes": 60,
        "now": NOW,
        "weekly": True,
        "topics": 0,
        "deciders": 1,
    }
    return calling_warnings(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("minutes, warned", [(29, True), (30, False), (60, False), (61, True)])
def test_a_weekly_meeting_takes_30_to_60_minutes(minutes: int, warned: bool) -> None:
    assert bool(warnings(minutes=minutes)) is warned


@pytest.mark.parametrize("hours, warned", [(23, True), (24, False)])
def test_the_notice_goes_out_a_day_before(hours: int, warned: bool) -> None:
    assert bool(warnings(starts_at=NOW + timedelta(hours=hours))) is warned


def test_a_special_meeting_has_one_to_three_topics() -> None:
    assert warnings(weekly=False, topics=2) == []
    assert "1–3 个" in warnings(weekly=False, topics=4)[0]
    assert "还没有写议题" in warnings(weekly=False, topics=0)[0]


def test_somebody_who_can_decide_is_there() -> None:
    assert "拍板" in warnings(deciders=0)[0]


def test_minutes_without_conclusion_and_action_have_no_result() -> None:
    assert no_result({"topics": [{"topic": "价格", "conclusion": " "}], "actions": []})
    assert not no_result({"topics": [{"topic": "价格", "conclusion": "维持"}]})
    assert not no_result({"actions": [{"problem": "缺料"}]})
