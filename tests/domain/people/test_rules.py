"""Reading an official notice or a table of holidays."""

from datetime import date

import pytest

from tests.cast import HOLIDAYS_2026, WORKED_2026
from xietong.domain.people.rules import read_calendar

# The body of the State Council's notice for 2026.
NOTICE = """
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
"""


def test_the_notice_is_read_day_by_day():
    found = read_calendar(NOTICE, 2026)

    off = [row for row in found.days if row.kind == "off"]
    spans = [(name, date.fromisoformat(f"2026-{a}"), date.fromisoformat(f"2026-{b}")) for name, a, b in HOLIDAYS_2026]
    assert found.problems == []
    assert len(off) == sum((b - a).days + 1 for _, a, b in spans)
    assert all(any(a <= row.day <= b and row.name == name for name, a, b in spans) for row in off)
    assert sorted(row.day.strftime("%m-%d") for row in found.days if row.kind == "worked") == sorted(WORKED_2026)


def test_a_holiday_that_spans_two_months_or_years():
    found = read_calendar("一、国庆节：9月30日至10月2日放假。\n二、元旦：2025年12月31日至2026年1月2日放假。", 2026)

    assert [str(row.day) for row in found.days] == [
        "2026-01-01",
        "2026-01-02",
        "2026-09-30",
        "2026-10-01",
        "2026-10-02",
    ]


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_table_is_read_by_line(delimiter):
    lines = ["日期,类型,名称", "2027-01-01,放假,元旦", "2027/1/3,调休上班,", "2026-10-01,放假,国庆节"]

    found = read_calendar("\n".join(lines).replace(",", delimiter), 2027)

    assert [(str(row.day), row.kind, row.name) for row in found.days] == [
        ("2027-01-01", "off", "元旦"),
        ("2027-01-03", "worked", ""),
    ]


@pytest.mark.parametrize(
    "text, where, words",
    [
        ("2026-13-01,放假\n2026-10-01,放假", "第1行", "不是日期"),
        ("2026-10-01,大概休息", "第1行", "不是类型"),
        ("2026-10-01,放假\n2026-10-01,上班", "第2行", "写了两次"),
        ("一、国庆节：10月32日至11月2日放假。", "10月32日", "不存在"),
        ("随便写的一段话", "整份内容", "没有读出"),
        ("2025-10-01,放假", "整份内容", "没有 2026 年的日期"),
    ],
)
def test_what_is_not_understood_is_named_with_its_place(text, where, words):
    found = read_calendar(text, 2026)

    assert any(where in place and words in message for place, message in found.problems), found.problems
