"""Rules of the end: rates, averages, empty words, names of archives."""

from datetime import date
from decimal import Decimal

import pytest

from xietong.domain.closing.rules import (
    achieved,
    archive_name,
    average,
    conclusion,
    empty_words,
    median,
    report_gaps,
    self_check_gaps,
    spread,
)

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "target, actual, rate",
    [
        ("≥420家", "430家", 102),
        ("420", "210", 50),
        ("1.2万台", "12600台", 105),
        ("不超过3天", "2天", 150),
        ("≤5%", "10%", 50),
        ("24小时以内", "48小时", 50),
        ("不低于4分", "4.6分", 115),
        ("不少于2个", "3", 150),
        ("低于5%", "10%", 50),
        ("3天内", "2天", 150),
        ("100%", "100%", 100),
        ("1,260,000元", "1260000", 100),
        ("≤3", "0", 100),
        ("0", "0", 0),
        ("不晚于上一年度12月20日", "2026年提前完成", None),
        ("3天内", "30小时", None),
        ("上线运行", "已上线", None),
        ("420家", "", None),
    ],
)
def test_the_rate_measures_against_the_target_either_way_round(target, actual, rate):
    assert achieved(target, actual) == (100 if target == "0" else rate)


def test_the_worst_verdict_decides():
    assert conclusion(["pass", "pass"]) == "pass"
    assert conclusion(["pass", "mend"]) == "mend"
    assert conclusion(["mend", "fail", "pass"]) == "fail"
    assert conclusion([]) == "pass"


def test_averages_are_decimal_strings():
    assert (average([3, 4, 5]), spread([3, 4, 5])) == ("4.0", "0.8")
    assert (average([4, 5]), average([])) == ("4.5", "")
    assert (median([Decimal(3), Decimal(1), Decimal(2)]), median([Decimal(1), Decimal(2)]), median([])) == (
        "2.0",
        "1.5",
        "",
    )


@pytest.mark.parametrize(
    "measure, words",
    [
        ("加强管理", ["加强"]),
        ("进一步提高认识，重视质量", ["重视", "提高认识", "进一步"]),
        ("加强抽检：每批抽检5件", []),
        ("编制《样机确认清单》，加强确认", []),
        ("每周一发布齐套检查表", []),
        ("由研发部指定样机负责人", []),
    ],
)
def test_a_measure_that_nobody_can_check_is_found(measure, words):
    assert empty_words(measure) == words


def test_a_self_check_names_what_is_missing():
    items = [{"criterion": "数量", "meets": None}, {"criterion": "合格率", "meets": False, "remark": ""}]
    gaps = self_check_gaps(items, summary="", files=0)
    assert len(gaps) == 3
    good = [{"criterion": "数量", "meets": False, "remark": "差两件，见说明"}]
    assert self_check_gaps(good, summary="见共享盘", files=0) == ()


def test_a_report_needs_summary_success_and_improvement():
    assert len(report_gaps({})) == 3


@pytest.mark.parametrize(
    "title, name",
    [
        ("智能门锁X3上市", "智能门锁X3上市-20261123"),
        ('新品/上市: "A*B"?', "新品_上市_ _A_B__-20261123"),
        ("  a\nb ", "a_b-20261123"),
        ("...", "协同项目-20261123"),
        ("", "协同项目-20261123"),
        ("CON", "_CON-20261123"),
    ],
)
def test_unsafe_characters_of_a_title_become_underscores(title, name):
    assert archive_name(title, DAY) == name


def test_a_taken_name_gets_a_suffix_and_long_titles_fit_every_file_system():
    assert archive_name("x", DAY, {"X-20261123"}) == "x-20261123-2"
    assert archive_name("x", DAY, {"x-20261123", "x-20261123-2"}) == "x-20261123-3"
    assert len(f"{archive_name('项' * 300, DAY)}.zip".encode()) < 255
