"""Ticks and words for options."""

import pytest

from xietong.kit.intake.values.choices import read_choice, read_yes_no
from xietong.kit.intake.values.taken import NotUnderstood

RANKS = [("high", "高"), ("middle", "中"), ("low", "低")]
SOURCES = [("yearly_plan", "年度计划"), ("meeting", "会议决定"), ("leader", "领导交办")]


@pytest.mark.parametrize(
    "text",
    [
        "高", "high", "☑高 □中 □低", "■高□中□低", "高☑ 中□ 低□", "（√）高 （ ）中 （ ）低", "高（√） 中（ ） 低（ ）", "[x]高 [ ]中 [ ]低",
        "√高 中 低", "高√ 中 低", "☒ 高　☐ 中　☐ 低", "☑高\n□中\n□低", "●高 ○中 ○低", "√ 高  □ 中  □ 低", "高√/中/低", ["高", "（", "高", "）"][0],
    ],
)  # fmt: skip
def test_high_is_ticked_in_many_ways(text):
    taken = read_choice(text, RANKS, {})

    assert taken is not None
    assert taken.value == "high"


@pytest.mark.parametrize(
    "text, value",
    [
        ("□高 ☑中 □低", "middle"),
        ("□高 □中 ☑低", "low"),
        ("高□ 中□ 低☑", "low"),
        ("高 中√ 低", "middle"),
        ("高 √中 低", "middle"),
        ("高 中 低（√）", "low"),
    ],
)
def test_the_tick_belongs_to_its_word(text, value):
    taken = read_choice(text, RANKS, {})

    assert taken is not None
    assert taken.value == value


@pytest.mark.parametrize(
    "text, value",
    [
        ("紧急", "high"),
        ("特急", "high"),
        ("P0", "high"),
        ("普通", "middle"),
        ("一般", "middle"),
        ("不急", "low"),
        ("P3", "low"),
    ],
)
def test_other_words_for_ranks_are_known_but_less_certain(text, value):
    taken = read_choice(text, RANKS, {})

    assert taken is not None
    assert (taken.value, taken.sure) == (value, 0.8)


def test_printed_boxes_without_a_tick_say_nothing():
    assert read_choice("□高 □中 □低", RANKS, {}) is None


def test_two_ticks_are_a_problem():
    with pytest.raises(NotUnderstood, match="勾选了2项（高、中）"):
        read_choice("☑高 ☑中 □低", RANKS, {})


def test_many_may_be_ticked_where_many_are_asked():
    taken = read_choice("☑年度计划 □会议决定 ☑领导交办", SOURCES, {}, many=True)

    assert taken is not None
    assert taken.value == ["yearly_plan", "leader"]


def test_an_unknown_word_is_answered_with_the_options():
    with pytest.raises(NotUnderstood, match="年度计划、会议决定、领导交办"):
        read_choice("心血来潮", SOURCES, {})


def test_a_near_word_is_taken_with_doubt():
    taken = read_choice("公司领导交办", SOURCES, {})

    assert taken is not None
    assert taken.value == "leader"
    assert taken.sure < 0.8


def test_an_organisations_own_option_is_known():
    taken = read_choice("集团督办", [*SOURCES, ("own-7", "集团督办")], {"集团督办": "own-7"})

    assert taken is not None
    assert taken.value == "own-7"


@pytest.mark.parametrize(
    "text, value", [("是", True), ("☑是 □否", True), ("□是 ☑否", False), ("无需", None), ("√", True), ("×", False)]
)
def test_yes_and_no(text, value):
    if value is None:
        with pytest.raises(NotUnderstood):
            read_yes_no(text)
    else:
        taken = read_yes_no(text)
        assert taken is not None
        assert taken.value is value
