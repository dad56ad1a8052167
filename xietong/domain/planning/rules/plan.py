"""Whether: complete leaves, submittable plans, covered risks. Facts in, a sentence or a value out."""

from dataclasses import dataclass

MAJOR_SCORE = 15  # domain.md §2.7: probability × impact ≥ 15 is 重大
CONSIDERABLE_SCORE = 8  # 8–14 较大, below 一般


@dataclass(frozen=True)
class PlanFacts:
    """What stands in the way of sending a plan round."""

    tasks: int = 0
    incomplete: tuple[str, ...] = ()  # "1.2 原型设计：缺负责人、验收标准"
    loop: tuple[str, ...] = ()  # codes of tasks that wait for each other
    uncovered_risks: tuple[str, ...] = ()
    open_conflicts: tuple[str, ...] = ()
    silent_departments: tuple[str, ...] = ()  # stated neither resources nor "none"


@dataclass(frozen=True)
class LeafFacts:
    """The six items of the guide for one leaf (名称、部门、负责人、起止、交付物、验收标准)."""

    name: str
    department: bool
    owner: bool
    dates: bool
    deliverables: bool
    acceptance: bool


def missing_items(leaf: LeafFacts) -> list[str]:
    """What a leaf still lacks, in the guide's words."""
    return [
        word
        for word, there in (
            ("名称", bool(leaf.name.strip())),
            ("负责部门", leaf.department),
            ("负责人", leaf.owner),
            ("起止时间", leaf.dates),
            ("交付物", leaf.deliverables),
            ("验收标准", leaf.acceptance),
        )
        if not there
    ]


def ready_to_submit(facts: PlanFacts) -> str | None:
    if not facts.tasks:
        return "任务清单还是空的，请先分解任务。"
    if facts.loop:
        return f"任务 {'→'.join(facts.loop)} 互相等待，请去掉其中一条前置关系。"
    reasons = []
    if facts.incomplete:
        reasons.append(f"{len(facts.incomplete)} 项任务不完整（{'；'.join(facts.incomplete[:3])}）")
    if facts.uncovered_risks:
        reasons.append(
            f"{len(facts.uncovered_risks)} 项重大风险缺应急预案或责任人（{'、'.join(facts.uncovered_risks[:3])}）"
        )
    if facts.open_conflicts:
        reasons.append(f"{len(facts.open_conflicts)} 处资源冲突未解决（{'；'.join(facts.open_conflicts[:3])}）")
    if facts.silent_departments:
        reasons.append(f"{'、'.join(facts.silent_departments[:5])} 尚未申报资源或风险")
    return "计划书还不能提交：" + "；".join(reasons) + "。" if reasons else None


def risk_level(probability: int, impact: int) -> str:
    """major / considerable / ordinary (domain.md §2.7)."""
    score = probability * impact
    return "major" if score >= MAJOR_SCORE else "considerable" if score >= CONSIDERABLE_SCORE else "ordinary"
