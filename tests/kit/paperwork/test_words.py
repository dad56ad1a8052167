"""Values are said as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.kit.paperwork.sample import APPLICATION, LOOKUPS
from xietong.kit.paperwork.words import in_words, label_in_words


@pytest.mark.parametrize(
    "key,value,words",
    [
        ("title", "智能门锁", "智能门锁"),
        ("department", 10, "市场部"),
        ("department", 99, "（未知部门 99）"),
        ("members", [1, 2], "林晓岚、周建国"),
        ("urgency", "high", "高"),
        ("urgency", "gone", "gone"),
        ("secret", False, "否"),
        ("secret", None, "/"),
        ("scope", ["甲"], "甲"),
        ("scope", ["甲", "乙"], "1. 甲\n2. 乙"),
        ("scope", [], "/"),
        ("start_on", date(2026, 11, 2), "2026-11-02"),
        ("start_on", "bad", "bad"),
        ("budget", Decimal("1260000"), "1,260,000.00"),
        ("budget", "0.00", "0.00"),
        ("launch_at", datetime(2026, 11, 22, 1, 30, tzinfo=UTC), "2026-11-22 09:30"),
        ("share", 0, "0%"),
        ("effort", "120.5", "120.5"),
        ("attachments", [7, 9], "1. 评审纪要.pdf\n2. 附件 9"),
        ("outcomes", [{"name": "甲", "measure": "乙", "target": ""}], "甲，乙"),
    ],
)
def test_a_value_in_words(key, value, words):
    assert in_words(APPLICATION.line(key), value, LOOKUPS, empty="/") == words


def test_letters_write_dates_long():
    assert in_words(APPLICATION.line("start_on"), "2026-11-02", long_dates=True) == "2026年11月2日"


def test_labels_carry_the_unit_once():
    assert label_in_words(APPLICATION.line("budget")) == "预算估算（元）"
    assert label_in_words(APPLICATION.line("effort")) == "预计投入（人天）"
