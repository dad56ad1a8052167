"""How wide words are and where they may be broken, for Chinese and Latin text, without asking a font."""

import unicodedata

_NO_START = set("、，。；：！？）》】”’％%…,.;:!?)]}")
_NO_END = set("（《【“‘([{")
_NARROW = set("iljtfrI.,:;'|!()[] ")


def width(text: str) -> float:
    """The width of a text in em: one for a Chinese character, about a half for a Latin letter."""
    return sum(_char(char) for char in text)


def _char(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    if char in _NARROW:
        return 0.34
    return 0.7 if char.isupper() else 0.56


def wrap(text: str, em: float, most: int = 99) -> list[str]:
    """The lines of a text, each at most `em` wide and of about equal length; more than `most` end in an ellipsis."""
    lines: list[str] = []
    for part in text.split("\n"):
        total = width(part)
        count = max(1, -(-int(total * 100) // int(em * 100)))
        lines += _fill(part, em, min(em, max(total / count + 0.6, em * 0.5)))
        if len(lines) > most:
            break
    if len(lines) > most:
        lines = _fill(text.replace("\n", " "), em, em)
    if len(lines) > most:
        last = lines[most - 1]
        while last and width(last) > em - 1:
            last = last[:-1]
        lines = [*lines[: most - 1], last + "…"]
    return lines


def _fill(text: str, em: float, aim: float) -> list[str]:
    """Greedy lines of at most `aim`; a word too long for a line is cut at `em`."""
    lines, line = [], ""
    for piece in _pieces(text, em):
        if line and width(line + piece) > aim and not (piece[0] in _NO_START and width(line + piece) <= em + 1):
            held = ""
            while len(line) > 1 and line[-1] in _NO_END:
                held, line = line[-1] + held, line[:-1]
            lines.append(line.rstrip())
            line = held + piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else (lines or [""])


def _pieces(text: str, em: float) -> list[str]:
    """What must stay together: a Latin word or number, or one character."""
    pieces: list[str] = []
    word = ""
    for char in text:
        if unicodedata.east_asian_width(char) in "WFA" or char == " " or width(word + char) > em:
            if word:
                pieces.append(word)
            word = ""
            if unicodedata.east_asian_width(char) in "WFA" or char == " ":
                pieces.append(char)
                continue
        word += char
    if word:
        pieces.append(word)
    return pieces
