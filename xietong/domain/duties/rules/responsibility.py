"""What is wrong with a responsibility list (product L7): 重叠, 遗漏 and 提示, each under a key that an acceptance can name.

重叠: two departments accountable for one step, deliverable or task, or claiming nearly the same duty. 遗漏: a step,
deliverable or task that nobody is accountable for, a participating department without a duty. 提示: what public texts
name as common mistakes of such lists (domain.md §2.2). The first two keep the gate shut until mended or accepted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from xietong.domain.duties.rules.finding import stable_key
from xietong.domain.duties.rules.likeness import ALIKE, likeness, same_name
from xietong.kit.swimlanes.model import Kind, Map, Node

MOST_EXECUTING = 3  # domain.md §2.2: more than three R
MOST_CONSULTED = 5  # too many C: everyone is asked, nobody decides
MOST_ACCOUNTABLE = 0.6  # of all matters in one department's hands
FEWEST_ROWS = 5  # below so many rows one department may well have most of them


class DutyFinding(StrEnum):
    """What a finding about the list is called."""

    OVERLAP = "overlap"
    OMISSION = "omission"
    HINT = "hint"

    @property
    def label(self) -> str:
        return {"overlap": "重叠", "omission": "遗漏", "hint": "提示"}[self.value]


@dataclass(frozen=True)
class DutyRow:
    """One matter of the list. Departments by key; `steps` and `tasks` are ids that it covers."""

    id: str
    matter: str
    accountable: str = ""
    responsible: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()

    @property
    def working(self) -> tuple[str, ...]:
        """The departments that have to do something."""
        return (*([self.accountable] if self.accountable else []), *self.responsible)


@dataclass(frozen=True)
class DutyFacts:
    """All that the check looks at: the rows, the map, who takes part (key: name), the tasks (id: name)."""

    rows: tuple[DutyRow, ...]
    drawing: Map = field(default_factory=Map)
    departments: Mapping[str, str] = field(default_factory=dict)
    tasks: Mapping[str, str] = field(default_factory=dict)

    def called(self, department: str) -> str:
        return self.departments.get(department) or self.drawing.lane_name(department)


@dataclass(frozen=True)
class ResponsibilityFinding:
    """One finding. `key` stays the same while the same things and departments are concerned."""

    kind: DutyFinding
    key: str
    message: str
    rows: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()

    @property
    def is_open_question(self) -> bool:
        """Whether it keeps the gate shut until mended or accepted with a reason."""
        return self.kind is not DutyFinding.HINT


def responsibility_findings(facts: DutyFacts) -> list[ResponsibilityFinding]:
    """All findings about a responsibility list: overlaps, omissions, hints."""
    return [*_overlaps(facts), *_omissions(facts), *_hints(facts)]


# 重叠 ---------------------------------------------------------------------------------------------------------------


def _overlaps(facts: DutyFacts) -> Iterator[ResponsibilityFinding]:
    steps = {node.id: node.title for node in facts.drawing.nodes}
    yield from _claimed_twice(facts, "step", "环节", steps, {row.id: row.steps for row in facts.rows})
    yield from _claimed_twice(facts, "task", "任务", facts.tasks, {row.id: row.tasks for row in facts.rows})
    outputs = {row.id: tuple(same_name(name) for name in row.outputs) for row in facts.rows}
    names = {same_name(name): name for row in facts.rows for name in row.outputs}
    yield from _claimed_twice(facts, "deliverable", "交付物", names, outputs)
    for one, two in combinations(facts.rows, 2):
        if likeness(one.matter, two.matter) < ALIKE:
            continue
        if one.accountable and two.accountable and one.accountable != two.accountable:
            who = tuple(sorted((one.accountable, two.accountable)))
            key = stable_key("overlap", "matter", *sorted((one.id, two.id)), *who)
            text = (
                f"{facts.called(one.accountable)}的“{one.matter}”与{facts.called(two.accountable)}的“{two.matter}”"
                "几乎是同一件事：请合并为一项并定一个主责部门，或在职责边界中写明各管哪一段。"
            )
            yield ResponsibilityFinding(DutyFinding.OVERLAP, key, text, (one.id, two.id), who)


def _claimed_twice(
    facts: DutyFacts, kind: str, word: str, names: Mapping[str, str], claims: Mapping[str, tuple[str, ...]]
) -> Iterator[ResponsibilityFinding]:
    """Things that rows of different accountable departments cover."""
    owners: dict[str, dict[str, list[DutyRow]]] = {}
    for row in facts.rows:
        for thing in dict.fromkeys(claims[row.id]):
            if row.accountable and thing:
                owners.setdefault(thing, {}).setdefault(row.accountable, []).append(row)
    for thing, by_department in owners.items():
        if len(by_department) < 2:
            continue
        who = tuple(sorted(by_department))
        told = "、".join(
            f"{facts.called(department)}（{'、'.join(row.matter for row in rows)}）"
            for department, rows in by_department.items()
        )
        text = (
            f"{word}“{names.get(thing) or thing}”有 {len(who)} 个主责部门：{told}。请只留一个主责，其余改为执行或会商。"
        )
        rows = tuple(row.id for group in by_department.values() for row in group)
        yield ResponsibilityFinding(DutyFinding.OVERLAP, stable_key("overlap", kind, thing, *who), text, rows, who)


# 遗漏 ---------------------------------------------------------------------------------------------------------------


def _omissions(facts: DutyFacts) -> Iterator[ResponsibilityFinding]:
    owned = [row for row in facts.rows if row.accountable]
    for row in facts.rows:
        if not row.accountable:
            text = f"职责“{row.matter}”还没有主责部门：请指定一个。"
            yield ResponsibilityFinding(DutyFinding.OMISSION, stable_key("omission", "matter", row.id), text, (row.id,))
    steps = {step for row in owned for step in row.steps}
    tasks = {task for row in owned for task in row.tasks}
    for node in facts.drawing.nodes:
        if node.kind is Kind.STEP and node.id not in steps and not tasks.intersection(node.tasks):
            lane = facts.called(node.lane) if node.lane else ""
            hint = f"可由{lane}（流程图中的负责部门）主责" if lane else "请先在流程图中定下负责部门"
            yield _gap("step", node.id, f"环节“{node.title}”没有列入任何部门的职责：{hint}，请补一行。", node.lane)
    yield from _uncovered_deliverables(facts, owned, steps, tasks)
    for task, name in facts.tasks.items():
        if task not in tasks:
            yield _gap("task", task, f"任务“{name}”没有主责部门：请补一行职责，或把它并入已有的职责。")
    busy = {department for row in facts.rows for department in row.working}
    for department, name in facts.departments.items():
        if department not in busy:
            text = f"{name}参与了协同，却没有主责或执行任何事项：请分给它职责，或确认它只需会商、知会。"
            yield _gap("department", department, text, department)


def _uncovered_deliverables(
    facts: DutyFacts, owned: list[DutyRow], steps: set[str], tasks: set[str]
) -> Iterator[ResponsibilityFinding]:
    named = {same_name(output) for row in owned for output in row.outputs}
    for name in dict.fromkeys(facts.drawing.deliverables):
        makers = [node for node in facts.drawing.nodes if name in node.outputs]
        if same_name(name) not in named and not any(_covered(node, steps, tasks) for node in makers):
            from_where = f"（由环节{'、'.join(f'「{node.title}」' for node in makers)}产出）" if makers else ""
            text = f"交付物“{name}”{from_where}没有主责部门：请在对应职责的输出中写上它。"
            yield _gap("deliverable", same_name(name), text)


def _covered(node: Node, steps: set[str], tasks: set[str]) -> bool:
    return (
        node.id in steps or bool(tasks.intersection(node.tasks)) or (node.kind is Kind.DECISION and bool(node.decider))
    )


def _gap(kind: str, thing: str, text: str, department: str = "") -> ResponsibilityFinding:
    who = (department,) if department else ()
    return ResponsibilityFinding(DutyFinding.OMISSION, stable_key("omission", kind, thing), text, (), who)


# 提示 ---------------------------------------------------------------------------------------------------------------


def _hints(facts: DutyFacts) -> Iterator[ResponsibilityFinding]:
    for row in facts.rows:
        yield from _row_hints(facts, row)
    for one, two in combinations(facts.rows, 2):
        if one.accountable and one.accountable == two.accountable and likeness(one.matter, two.matter) >= ALIKE:
            text = f"{facts.called(one.accountable)}的“{one.matter}”与“{two.matter}”几乎是同一件事：请合并为一行。"
            yield _hint("twins", (one, two), text, (one.accountable,))
    counted = Counter(row.accountable for row in facts.rows if row.accountable)
    for department, count in counted.items():
        if len(facts.rows) >= FEWEST_ROWS and count / len(facts.rows) > MOST_ACCOUNTABLE:
            text = (
                f"{facts.called(department)}主责 {count} 项，占全部 {len(facts.rows)} 项的 {count * 100 // len(facts.rows)}%："
                "主责过于集中，请把能由其他部门负责的分出去。"
            )
            yield _hint("everything", (), text, (department,))


def _row_hints(facts: DutyFacts, row: DutyRow) -> Iterator[ResponsibilityFinding]:
    called = f"职责“{row.matter}”"
    parts = {"执行": row.responsible, "会商": row.consulted, "知会": row.informed}
    for department in dict.fromkeys((*row.responsible, *row.consulted, *row.informed)):
        several = [word for word, members in parts.items() if department in members]
        if len(several) > 1:
            text = f"{called}中{facts.called(department)}同时是{'、'.join(several)}部门：请只留一种，执行已包含会商与知会。"
            yield _hint("several_parts", (row,), text, (department,))
    for department in dict.fromkeys((*row.consulted, *row.informed)):
        if department == row.accountable:
            text = f"{called}由{facts.called(department)}主责，又列为它的会商或知会部门：主责不必再列。"
            yield _hint("accountable_told", (row,), text, (department,))
    if len(set(row.responsible)) > MOST_EXECUTING:
        names = _called(facts, row.responsible)
        text = f"{called}有 {len(set(row.responsible))} 个执行部门（{names}），超过 {MOST_EXECUTING} 个：请拆成几项，各定执行部门。"
        yield _hint("many_executing", (row,), text)
    if not row.responsible:
        yield _hint("nobody_executing", (row,), f"{called}没有执行部门：请写明由谁动手，可以就是主责部门。")
    if len(set(row.consulted)) > MOST_CONSULTED:
        text = (
            f"{called}要会商 {len(set(row.consulted))} 个部门：会商太多难以决定，请只留必须听取意见的，其余改为知会。"
        )
        yield _hint("many_consulted", (row,), text)
    if not row.outputs:
        yield _hint("no_output", (row,), f"{called}没有写输出：请写明交出什么，才能确认做完。")
    if facts.departments:
        everyone = dict.fromkeys((*row.working, *row.consulted, *row.informed))
        strangers = tuple(department for department in everyone if department not in facts.departments)
        if strangers:
            text = f"{called}提到的{_called(facts, strangers)}不在参与部门之中：请先邀请其参与，或改为参与部门。"
            yield _hint("stranger", (row,), text, strangers)
    yield from _lost_references(facts, row, called)


def _lost_references(facts: DutyFacts, row: DutyRow, called: str) -> Iterator[ResponsibilityFinding]:
    """Steps and tasks that are gone since the row was written, and steps drawn in the lane of a department not in it."""
    nodes = {node.id: node for node in facts.drawing.nodes}
    lost = [step for step in row.steps if nodes and step not in nodes]
    lost += [task for task in row.tasks if facts.tasks and task not in facts.tasks]
    if lost:
        text = f"{called}对应的环节或任务 {'、'.join(lost)} 已不存在：请改选，或清空对应关系。"
        yield _hint("lost", (row,), text, (), *lost)
    for step in row.steps:
        node = nodes.get(step)
        if node and node.lane and row.accountable and node.lane not in row.working:
            text = (
                f"环节“{node.title}”画在{facts.called(node.lane)}的泳道里，{called}却不由它主责或执行："
                "请核对是流程图画错了泳道，还是职责分错了部门。"
            )
            yield _hint("other_lane", (row,), text, (node.lane,), step)


def _hint(
    kind: str, rows: Iterable[DutyRow], text: str, departments: tuple[str, ...] = (), *about: str
) -> ResponsibilityFinding:
    ids = tuple(row.id for row in rows)
    key = stable_key("hint", kind, *sorted(ids), *departments, *about)
    return ResponsibilityFinding(DutyFinding.HINT, key, text, ids, departments)


def _called(facts: DutyFacts, departments: Iterable[str]) -> str:
    return "、".join(facts.called(department) for department in dict.fromkeys(departments))
