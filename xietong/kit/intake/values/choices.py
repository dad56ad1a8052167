"""Choices: a word, or printed options with ticks, in the many ways in which people tick."""

import re
from collections.abc import Mapping, Sequence

from xietong.kit.intake.values.taken import NotUnderstood, Taken, folded, short

TICKED = "☑☒✓✔√■●◉▣✅⊙◆"
EMPTY = "□☐○◯〇◇⬜▢"
BOXED = re.compile(r"[（(\[【]\s*([√✓✔xX☑■vV●]?)\s*[)）\]】]")
# Other words for the three ranks that a paper's options are usually called by (domain.md §1.3).
RANKS: dict[str, tuple[str, ...]] = {
    "高": (
        "紧急",
        "非常紧急",
        "特别紧急",
        "特急",
        "加急",
        "急",
        "急件",
        "很急",
        "高级",
        "重要",
        "重大",
        "p0",
        "p1",
        "一级",
        "high",
        "urgent",
    ),
    "中": ("一般", "普通", "中等", "正常", "常规", "中级", "较急", "p2", "二级", "medium", "normal"),
    "低": ("不急", "缓", "可缓", "低级", "较低", "p3", "三级", "low"),
}


def read_choice(
    text: str, options: Sequence[tuple[str, str]], words: Mapping[str, str], *, many: bool = False
) -> Taken | None:
    """The value (with `many` the list of values) chosen; None when printed boxes are all empty.

    `options` are (value, label); `words` are further spellings → value.
    """
    ticks = ticked(text)
    if ticks is None:
        chosen = re.split(r"[、,，;；/\n]", text) if many else [text]
    else:
        chosen = [word for word, is_on in ticks if is_on]
        if not chosen:
            return None
    matches = [_match(word, options, words) for word in chosen if word.strip()]
    values = list(dict.fromkeys(str(match.value) for match in matches))
    if many:
        return Taken(
            values, min((match.sure for match in matches), default=1.0), "；".join(m.how for m in matches if m.how)
        )
    if len(values) > 1:
        raise NotUnderstood(f"勾选了{len(values)}项（{'、'.join(chosen)}），只能选一项，请改正")
    return matches[0]


def read_yes_no(text: str) -> Taken | None:
    """是 or 否, ticked or written."""
    options = [("yes", "是"), ("no", "否")]
    words = dict.fromkeys(("有", "需要", "需", "对", "√", "✓", "y", "yes", "true", "1"), "yes")
    words |= dict.fromkeys(("没有", "不", "不需要", "不需", "×", "x", "n", "no", "false", "0"), "no")
    taken = read_choice(text, options, words)
    return None if taken is None else Taken(taken.value == "yes", taken.sure, taken.how)


def ticked(text: str) -> list[tuple[str, bool]] | None:
    """(option, ticked?) of a text with boxes or ticks; None when it has none."""
    plain = BOXED.sub(lambda match: "☑" if match[1] else "□", folded(text).replace("\u2611", "☑"))
    if not any(letter in TICKED + EMPTY for letter in plain) or len(plain.strip()) == 1:
        return None
    tokens = re.findall(f"[{TICKED}{EMPTY}]|[^{TICKED}{EMPTY}]+", plain)
    tokens = [token for token in tokens if token.strip(" \t\n　,，、;；/")]
    marks = [token for token in tokens if token in TICKED + EMPTY]
    words = [token for token in tokens if token not in TICKED + EMPTY]
    one_of_several = len(marks) == 1 and re.search(r"\S[\s,，、;；/]+\S", " ".join(words))
    if len(marks) >= len(words) > 0 and not one_of_several:
        return _paired(tokens, mark_first=tokens[0] in TICKED + EMPTY)
    return _by_touch(plain)


def _paired(tokens: list[str], *, mark_first: bool) -> list[tuple[str, bool]]:
    """A mark for every option."""
    found: list[tuple[str, bool]] = []
    mark = ""
    word = ""
    for token in tokens:
        if token in TICKED + EMPTY:
            if mark_first:
                mark = token if not mark or token in TICKED else mark
            elif word:
                found.append((_clean(word), token in TICKED))
                word = ""
        elif mark_first:
            found.append((_clean(token), bool(mark) and mark in TICKED))
            mark = ""
        else:
            word = token
    return found


def _by_touch(plain: str) -> list[tuple[str, bool]]:
    """Only the chosen option has a mark: √高 中 低 or 高√ 中 低. The mark belongs to the word it touches."""
    found = []
    for piece in re.split(r"[\s,，、;；/]+", plain):
        word = piece.strip(TICKED + EMPTY)
        inside = re.split(f"[{TICKED}{EMPTY}]", word)
        if word and len(inside) == 1:
            found.append((_clean(word), any(letter in TICKED for letter in piece)))
        elif word:  # 高√中低: the mark follows its word unless the piece begins with one
            found.append((_clean(inside[0]), True))
    if not any(on for _, on in found) and any(letter in TICKED for letter in plain):
        after = re.split(f"[{TICKED}]", plain)[1].split()
        found = [(_clean(after[0]), True)] if after else found
    return found


def _clean(word: str) -> str:
    return re.sub(r"^[\s:：,，、;；/]+|[\s:：,，、;；/_]+$", "", word)


def _match(word: str, options: Sequence[tuple[str, str]], words: Mapping[str, str]) -> Taken:
    plain = _plain(word)
    for value, label in options:
        if plain in (_plain(value), _plain(label)):
            return Taken(value)
    for spelling, value in words.items():
        if plain == _plain(spelling):
            return Taken(value, 0.95, f"“{short(word)}”按“{_label(value, options)}”理解")
    for value, label in options:
        if plain in RANKS.get(_plain(label), ()):
            return Taken(value, 0.8, f"“{short(word)}”按“{label}”理解")
    near = [
        value
        for value, label in options
        if len(_plain(label)) > 1 and (_plain(label) in plain or (len(plain) > 1 and plain in _plain(label)))
    ]
    if len(near) == 1:
        return Taken(near[0], 0.7, f"“{short(word)}”按“{_label(near[0], options)}”理解")
    known = "、".join(label for _, label in options)
    raise NotUnderstood(f"“{short(word)}”不在选项中，请从“{known}”中选一项")


def _label(value: str, options: Sequence[tuple[str, str]]) -> str:
    return next((label for known, label in options if known == value), value)


def _plain(word: str) -> str:
    return (
        re.sub(r"\s", "", re.sub(r"\([^()]*\)", "", folded(word))).casefold()
        or re.sub(r"\s", "", folded(word)).casefold()
    )
