"""No arrangement of labels, values and merged cells makes the reader fall; no file makes it run for ever."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.intake.sample_paper import SAMPLE_APPLICATION
from xietong.kit.intake import document
from xietong.kit.intake.document import Cell, Document, Paragraph, Table
from xietong.kit.intake.reading import Refused, read_document

LINES = list(SAMPLE_APPLICATION.every_line())
WORDS = [line.label for line in LINES] + [synonym for line in LINES for synonym in line.synonyms[:3]]
VALUES = [
    "", "/", "无", "市场部", "林晓岚", "2026-11-22", "2月30日", "1月5日", "2026-10-12 至 2027-01-29", "126万元", "☑高 □中", "□高 □中",
    "1. 甲\n2. 乙", "市场部：总体策划；研发部：设计", "任务目标：甲。范围：乙", "序号", "项目", "内容", "签字", "审批意见", "合计", "注：两份", "1", "：", "【】",
    "（", "√", "年 月 日", "46348", "9999999999999999999999", "-", "十月", "①②③", "目标：", "一、基本信息", "0", "壹佰万元整", "二〇二六年十三月四十日",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(WORDS), st.sampled_from(VALUES), st.text(max_size=20))


@st.composite
def tables(draw, deep=True):
    width, height = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    rows: list[list[Cell]] = []
    for y in range(height):
        row: list[Cell] = []
        for x in range(width):
            way = draw(st.sampled_from(["new", "new", "new", "left", "up"]))
            if way == "left" and row:
                row.append(row[-1])
            elif way == "up" and rows:
                row.append(rows[-1][x])
            else:
                inner = (draw(tables(deep=False)),) if deep and draw(st.integers(0, 15)) == 0 else ()
                row.append(Cell(draw(TEXTS), f"第{y + 1}行第{x + 1}列", (y, x), inner))
        rows.append(row)
    return Table(draw(st.sampled_from(["表1", "工作表“甲”"])), tuple(tuple(row) for row in rows))


PARAGRAPHS = st.builds(Paragraph, TEXTS, st.just("第1段"))
LABELLED = st.builds(
    lambda label, value: Paragraph(f"{label}：{value}", "第1段"), st.sampled_from(WORDS), st.sampled_from(VALUES)
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(tables(), PARAGRAPHS, LABELLED), max_size=5))
def test_the_reader_never_falls(blocks):
    reading = read_document(Document(tuple(blocks)), SAMPLE_APPLICATION, today=datetime.date(2026, 11, 22))

    known = {line.key for line in SAMPLE_APPLICATION.asked_lines}
    assert reading.fields.keys() <= known
    assert all(0 <= understood.sure <= 1 and understood.how for understood in reading.fields.values())
    assert all(problem.where and problem.message for problem in reading.problems)


def test_a_file_of_another_size_altogether_is_refused():
    cells = tuple(tuple(Cell("市场部", "", (y, x)) for x in range(400)) for y in range(400))

    with pytest.raises(Refused, match="只保留这张表"):
        read_document(Document((Table("表1", cells),)), SAMPLE_APPLICATION)
    assert document.MAX_CELLS < 160_000


def test_the_list_of_what_is_left_over_has_an_end():
    cells = tuple((Cell(f"吉祥物{y}", f"第{y}行", (y, 0)),) for y in range(1000))

    reading = read_document(Document((Table("表1", cells),)), SAMPLE_APPLICATION)

    assert len(reading.left_over) == 501
    assert reading.left_over[-1].text == "另有 500 处文字没有列出"
