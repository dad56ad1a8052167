"""How predecessors are written by people: `1.2`, `1.2FS+3`, `1.3 SS-1天`, several separated by commas."""

import re
from collections.abc import Iterable, Mapping

KINDS = ("FS", "SS", "FF", "SF")
_ONE = re.compile(r"([0-9]+(?:\.[0-9]+)*)\s*(FS|SS|FF|SF)?\s*([+-]\s*\d{1,3})?\s*(?:天|个?工作日|d)?", re.IGNORECASE)
# other ways in which offices say the same
_WORDS = {"完成-开始": "FS", "开始-开始": "SS", "完成-完成": "FF", "开始-完成": "SF", "＋": "+", "－": "-", "—": "-"}


def say_reference(code: str, kind: str, lag: int) -> str:
    """`1.2` for a plain finish-to-start, else `1.2SS+1`."""
    if kind == "FS" and not lag:
        return code
    return f"{code}{kind}{lag:+d}" if lag else f"{code}{kind}"


def parse_references(text: str, known: Mapping[str, int]) -> tuple[list[tuple[int, str, int]], list[str]]:
    """([(id of the task, kind, lag)], [sentences about what was not understood])."""
    for word, short in _WORDS.items():
        text = text.replace(word, short)
    found: dict[int, tuple[int, str, int]] = {}
    wrong = []
    for part in _parts(text):
        match = _ONE.fullmatch(part)
        if match is None:
            wrong.append(f"“{part[:30]}”看不懂，请写成 1.2 或 1.2SS+1 这样。")
            continue
        code, kind, lag = match[1], (match[2] or "FS").upper(), int((match[3] or "0").replace(" ", ""))
        if code not in known:
            wrong.append(f"没有编号为 {code} 的任务。")
            continue
        found[known[code]] = (known[code], kind, lag)
    return list(found.values()), wrong


def _parts(text: str) -> Iterable[str]:
    return [part for one in re.split(r"[,，;；、\n]", text) if (part := one.strip()) and part not in ("/", "无", "-")]
