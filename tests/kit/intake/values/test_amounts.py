"""Money, numbers and percents in the notations of Chinese forms."""

import pytest

from xietong.kit.intake.values.amounts import read_money, read_number, read_percent
from xietong.kit.intake.values.taken import NotUnderstood


@pytest.mark.parametrize(
    "text",
    [
        "1,260,000.00",
        "1260000",
        "¥1,260,000.00",
        "￥1,260,000元",
        "126万元",
        "126 万",
        "人民币126万元",
        "RMB 1,260,000",
        "１２６万元",
        "1,260,000.00元整",
        "0.0126亿元",
        "126万元（含税）",
    ],
)
def test_money_in_figures(text):
    assert read_money(text).value == "1260000.00"


@pytest.mark.parametrize("text", ["壹佰贰拾陆万元整", "人民币壹佰贰拾陆万圆整", "一百二十六万元"])
def test_money_in_capital_numerals(text):
    assert read_money(text).value == "1260000.00"


def test_cents_in_capital_numerals():
    assert read_money("壹万零伍拾元伍角叁分").value == "10050.53"


def test_the_unit_of_the_label_counts_when_the_value_has_none():
    assert read_money("126", "万元").value == "1260000.00"
    assert read_money("126万元", "万元").value == "1260000.00"
    assert read_money("126", "元").value == "126.00"


@pytest.mark.parametrize("text", ["约126万元", "不超过126万元", "126万元以内", "126万元左右"])
def test_a_rough_amount_is_less_certain(text):
    taken = read_money(text)

    assert taken.value == "1260000.00"
    assert taken.sure < 0.9


@pytest.mark.parametrize(
    "text, said",
    [
        ("100-120万元", "不止一个"),
        ("USD 1000", "人民币"),
        ("面议", "只填数字"),
        ("-5", "负数"),
        ("9" * 20, "过大"),
        ("0.001", "两位"),
    ],
)
def test_what_is_no_amount_is_said(text, said):
    with pytest.raises(NotUnderstood, match=said):
        read_money(text)


def test_numbers_with_units():
    assert read_number("30人天", unit="人天", places=1).value == "30"
    assert read_number("0.5", places=1).value == "0.5"
    assert read_number("126 台").value == 126
    with pytest.raises(NotUnderstood, match="整数"):
        read_number("1.5")


@pytest.mark.parametrize("text, percent", [("80%", 80), ("80", 80), ("80％", 80), ("0.8", 80)])
def test_percents(text, percent):
    assert read_percent(text).value == percent
