"""Money, numbers and percents as they are written in Chinese forms, capital numerals included."""

import re
from decimal import Decimal, InvalidOperation

from xietong.kit.intake.values.taken import NotUnderstood, Taken, folded, short

UNITS = {
    "": 1, "元": 1, "圆": 1, "百": 100, "千": 1_000, "千元": 1_000, "k": 1_000, "万": 10_000, "万元": 10_000, "w": 10_000,
    "百万": 1_000_000, "百万元": 1_000_000, "千万": 10_000_000, "千万元": 10_000_000, "亿": 100_000_000, "亿元": 100_000_000,
}  # fmt: skip
AMOUNT = re.compile(
    r"(-?\d[\d,]*(?:\.\d+)?|-?\.\d+)\s*(百万元|千万元|百万|千万|亿元|万元|千元|亿|万|千|百|元|圆|w|k)?", re.IGNORECASE
)
DECORATION = re.compile(r"人民币|rmb|cny|cn¥|[¥￥]|整|正|\(大写\)|大写|小写|合计|共计|总计|\s", re.IGNORECASE)
FOREIGN = re.compile(r"[$€£]|usd|eur|hkd|jpy|美元|欧元|港币|港元|日元|英镑", re.IGNORECASE)
ABOUT = re.compile(r"^(约|大约|预计|估计|不超过|不高于|以内|不大于|控制在|上限|≤|<=|<|~)+|(左右|以内|上下|以下|内)+$")
SPELLINGS = ("零〇", "壹一", "贰二两", "叁三", "肆四", "伍五", "陆六", "柒七", "捌八", "玖九")
CAPITALS = {letter: number for number, letters in enumerate(SPELLINGS) for letter in letters}
CAPITAL_UNITS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1_000, "千": 1_000}
CAPITAL_TEXT = re.compile(r"[零〇壹贰叁肆伍陆柒捌玖拾佰仟一二两三四五六七八九十百千万亿元圆角分整正]+")
MOST_DIGITS = 15  # before the point; what JSON readers keep exactly


def read_money(text: str, hint: str = "") -> Taken:
    """An amount in 元 as `1260000.00`. `hint` is the bracket of the label: 预算（万元）."""
    if FOREIGN.search(folded(text)):
        raise NotUnderstood(f"“{short(text)}”是外币，请折合成人民币（元）填写")
    number, unit, sure, how = _amount(text, "金额")
    if not unit and "万" in hint:
        unit, sure, how = "万", min(sure, 0.9), "按标签中的“万元”换算"
    value = number * UNITS[unit.lower()]
    if value < 0:
        raise NotUnderstood(f"“{short(text)}”是负数，请改正金额")
    if value != round(value, 2):
        raise NotUnderstood(f"“{short(text)}”的小数超过两位，请写到分为止")
    return Taken(f"{value:.2f}", sure, how)


def read_number(text: str, *, unit: str = "", places: int = 0) -> Taken:
    """A whole number as int, or with `places` a decimal as text."""
    plain = folded(text)
    for ending in filter(
        None,
        (folded(unit), "人天", "人日", "人月", "工作日", "人", "天", "日", "个", "次", "家", "台", "套", "项", "小时"),
    ):
        if plain.endswith(ending):
            plain = plain.removesuffix(ending)
            break
    number, factor, sure, how = _amount(plain, "数字")
    value = number * UNITS[factor.lower()]
    if value != round(value, places):
        raise NotUnderstood(f"“{short(text)}”应为{f'最多 {places} 位小数的数' if places else '整数'}，请改正")
    return Taken(f"{value.normalize():f}" if places else int(value), sure, how)


def read_percent(text: str) -> Taken:
    """Whole percent as int."""
    plain = folded(text)
    number, unit, sure, how = _amount(plain.rstrip("%"), "百分比")
    if unit:
        raise NotUnderstood(f"“{short(text)}”不是百分比，请写成 80% 这样")
    if not plain.endswith("%") and 0 < number < 1:
        number, sure, how = number * 100, 0.7, "小数按百分比换算"
    if number != int(number):
        raise NotUnderstood(f"“{short(text)}”应为整数百分比，请写成 80% 这样")
    return Taken(int(number), sure, how)


def _amount(text: str, what: str) -> tuple[Decimal, str, float, str]:
    """(number, unit, sure, how)"""
    plain = DECORATION.sub("", folded(text))
    bare = ABOUT.sub("", plain)
    sure, how = (0.8, "按所写的约数取值") if bare != plain else (1.0, "")
    bare = re.sub(r"\([^()]*\)", "", bare) or bare
    match = AMOUNT.fullmatch(bare)
    if match is None and CAPITAL_TEXT.fullmatch(bare):
        return _capital(bare), "", min(sure, 0.9), how or "由中文大写换算"
    if match is None:
        several = AMOUNT.findall(bare)
        if len(several) == 1 and what == "金额":
            number, unit = several[0]
            return _decimal(number, text, what), unit, 0.6, "从文字中取出金额"
        if len(several) > 1:
            raise NotUnderstood(f"“{short(text)}”里不止一个{what}，请只填一个")
        raise NotUnderstood(f"“{short(text)}”不是{what}，请只填数字")
    return _decimal(match[1], text, what), match[2] or "", sure, how


def _decimal(digits: str, text: str, what: str) -> Decimal:
    try:
        number = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        raise NotUnderstood(f"“{short(text)}”不是{what}，请只填数字") from None
    if abs(number) >= 10**MOST_DIGITS or len(digits) > 40:
        raise NotUnderstood(f"“{short(text)}”数字过大，请核对")
    return number


def _capital(text: str) -> Decimal:
    """壹佰贰拾陆万元整 → 1260000: sections of ten thousand, each a sum of digit × unit."""
    cents = {"角": Decimal("0.1"), "分": Decimal("0.01")}
    total = section = Decimal(0)
    digit = 0
    for letter in text:
        if letter in CAPITALS:
            digit = CAPITALS[letter]
        elif letter in CAPITAL_UNITS:
            section += (digit or 1) * CAPITAL_UNITS[letter]
            digit = 0
        elif letter in "万亿":
            total = (
                (total + section + digit) * (10_000 if letter == "万" else 100_000_000)
                if letter == "亿"
                else total + (section + digit) * 10_000
            )
            section, digit = Decimal(0), 0
        elif letter in cents:
            total += digit * cents[letter]
            digit = 0
        elif letter in "元圆":
            total, section, digit = total + section + digit, Decimal(0), 0
    return total + section + digit
