"""Labels inside running text: `任务目标：…` on a line of its own, after a stop, or as 【任务目标】…"""

import re

from xietong.kit.intake.labels import LONGEST, Label, Labels

COLON = re.compile(r"[:：]|】")
BOUNDARY = re.compile(r"^|[\n\t。；;！!，,】]|\s(?=\S)|【")


def split_labels(text: str, labels: Labels, *, lines_only: bool = False) -> tuple[str, list[tuple[Label, str]]]:
    """(text before the first label, [(label, its text)]). `lines_only`: a label must open its line."""
    cuts: list[tuple[int, int, Label]] = []  # (start of label, start of its text, label)
    free_from = 0
    for colon in COLON.finditer(text):
        cut = _label_before(text, colon, labels, free_from, lines_only)
        if cut is not None:
            cuts.append(cut)
            free_from = cut[1]
    if not cuts:
        return text, []
    ends = [start for start, _, _ in cuts[1:]]
    parts = [
        (label, text[start:end].strip(" \t\n；;，,　")) for (_, start, label), end in zip(cuts, ends, strict=False)
    ]
    _, start, label = cuts[-1]
    parts.append((label, text[start:].strip()))
    return text[: cuts[0][0]].strip(), parts


def _label_before(
    text: str, colon: re.Match[str], labels: Labels, free_from: int, lines_only: bool
) -> tuple[int, int, Label] | None:
    """The longest certain label that ends at this colon."""
    earliest = max(free_from, colon.start() - LONGEST)
    starts = [
        match.end()
        for match in BOUNDARY.finditer(text, earliest, colon.start())
        if match.end() > earliest or match.group()
    ]
    if earliest == free_from:
        starts.insert(0, earliest)
    if earliest and text[earliest - 1] == "\n":
        starts.insert(0, earliest)
    for start in dict.fromkeys(starts):
        if lines_only and start and "\n" not in text[:start][-1:] and text[:start].strip():
            continue
        candidate = text[start : colon.start()]
        if colon.group() == "】" and (start == 0 or text[start - 1] != "【"):
            continue
        if "\n" in candidate.strip() or not candidate.strip():
            continue
        label = labels.exact(candidate)
        if label is not None:
            after = colon.end()
            if colon.group() == "】" and text[after : after + 1] in ("：", ":"):
                after += 1
            begin = start - 1 if colon.group() == "】" else start
            return begin, after, label
    return None
