"""Lists as people write them into one cell."""

import pytest

from xietong.kit.intake.values.lists import read_list, read_names


@pytest.mark.parametrize(
    "text",
    [
        "1. 海外版本\n2. X3 Pro 的研发\n3. 清库促销",
        "1、海外版本；\n2、X3 Pro 的研发；\n3、清库促销。",
        "（1）海外版本\n（2）X3 Pro 的研发\n（3）清库促销",
        "①海外版本②X3 Pro 的研发③清库促销".replace("②", " ②").replace("③", " ③"),
        "一、海外版本\n二、X3 Pro 的研发\n三、清库促销",
        "• 海外版本\n• X3 Pro 的研发\n• 清库促销",
        "- 海外版本\n- X3 Pro 的研发\n- 清库促销",
        "海外版本\n\nX3 Pro 的研发\n清库促销\n",
        "海外版本；X3 Pro 的研发；清库促销",
        "1. 海外版本 2. X3 Pro 的研发 3. 清库促销",
        "1、海外版本；2、X3 Pro 的研发；3、清库促销",
        "海外版本、X3 Pro 的研发、清库促销",
    ],
)
def test_three_points_are_three(text):
    assert read_list(text).value == ["海外版本", "X3 Pro 的研发", "清库促销"]


@pytest.mark.parametrize(
    "text",
    [
        "三批次控制器的围堵、分析与更换",
        "5.5寸屏与1.5米线的更换",
        "海外版本（美国；欧洲）",
        "2026年12月前交付",
        "对接销售、市场、客服等",
    ],
)
def test_one_phrase_stays_one(text):
    assert read_list(text).value == [text]


def test_a_line_without_number_goes_on_with_the_point_above():
    assert read_list("1. 华东三省一市\n线下渠道\n2. 电商平台").value == ["华东三省一市线下渠道", "电商平台"]


def test_numbers_that_belong_to_the_text_stay():
    assert read_list("3个渠道\n24小时热线").value == ["3个渠道", "24小时热线"]


def test_names_are_parted_by_any_sign():
    assert read_names("林晓岚、周建国，何静；王芳 李雷") == ["林晓岚", "周建国", "何静", "王芳", "李雷"]
