"""A text becomes the stored value of its line, each kind of line in its own way (the kinds of kit/paperwork/spec.py)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from xietong.kit.intake.values.amounts import read_money, read_number, read_percent
from xietong.kit.intake.values.choices import read_choice, read_yes_no, ticked
from xietong.kit.intake.values.days import Years, read_day, read_moment
from xietong.kit.intake.values.lists import read_list, read_names
from xietong.kit.intake.values.taken import NotUnderstood, Taken, is_none_in_words, is_nothing
from xietong.kit.paperwork import spec


@dataclass(frozen=True)
class Around:
    """What a single value needs to know of the rest: where years come from, the company's own options, the label's bracket."""

    years: Years = field(default_factory=Years)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # line key → further spelling → value
    hint: str = ""


def understand(line: spec.Line, text: str, around: Around) -> Taken | None:
    """The stored value, or None when the cell says nothing. Raises NotUnderstood."""
    if is_nothing(text):
        return None
    if is_none_in_words(text):
        # 不含范围：无 is an answer where an answer is asked for; elsewhere it is an empty cell.
        answers = line.required and isinstance(line, (spec.Text, spec.Texts))
        if not answers and not isinstance(line, (spec.YesNo, spec.Choice)):
            return None
        if answers:
            return Taken(["无"] if isinstance(line, spec.Texts) else "无", 0.9, "明确写了“无”")
    return READERS[type(line)](line, text, around)


def _text(line: spec.Text, text: str, _: Around) -> Taken | None:
    marked = ticked(text)
    if marked is not None and len(marked) > 1:
        chosen = [word for word, is_on in marked if is_on]
        return Taken("、".join(chosen), 0.9, "取勾选的项") if chosen else None
    tidy = "\n".join(part.rstrip() for part in text.strip().split("\n"))
    return Taken(tidy if line.lines > 1 else " ".join(tidy.split()))


def _texts(line: spec.Texts, text: str, _: Around) -> Taken | None:
    taken = read_list(text)
    return taken if taken.value else None


def _number(line: spec.Number, text: str, _: Around) -> Taken:
    return read_number(text, unit=line.unit, places=line.places)


def _choice(line: spec.Choice, text: str, around: Around) -> Taken | None:
    words = around.options.get(line.key, {})
    options = [(option.value, option.label) for option in line.options]
    known = {value for value, _ in options}
    options += [(value, spelling) for spelling, value in words.items() if value not in known]
    return read_choice(text, options, words, many=line.many)


def _names(line: spec.PersonPick | spec.DepartmentPick, text: str, _: Around) -> Taken | None:
    """Names stay names: the caller knows the people and departments."""
    marked = ticked(text)
    if marked is not None:
        names = [word for word, is_on in marked if is_on]
    elif line.many:
        names = read_names(text)
    else:
        names = [" ".join(text.split())]
    if not names:
        return None
    if line.many:
        return Taken(names)
    if len(names) > 1:
        raise NotUnderstood(f"写了{len(names)}个（{'、'.join(names)}），只能填一个，请改正")
    return Taken(names[0])


def _yes_no(line: spec.YesNo, text: str, _: Around) -> Taken | None:
    return read_yes_no(text)


READERS: dict[type[spec.Line], Callable[..., Taken | None]] = {
    spec.Text: _text,
    spec.Texts: _texts,
    spec.Day: lambda line, text, around: read_day(text, around.years),
    spec.Moment: lambda line, text, around: read_moment(text, around.years),
    spec.Number: _number,
    spec.Money: lambda line, text, around: read_money(text, around.hint),
    spec.Percent: lambda line, text, around: read_percent(text),
    spec.YesNo: _yes_no,
    spec.Choice: _choice,
    spec.PersonPick: _names,
    spec.DepartmentPick: _names,
}
