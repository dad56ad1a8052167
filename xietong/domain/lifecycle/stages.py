"""The guide's four stages, word for word: their papers, and the questions of their gates.

The one file that joins what people see (stages) to what code sees (houses). A gate is passed when every question that it
puts to a house comes back without an open item.
"""

from collections.abc import Callable
from dataclasses import dataclass

from xietong.domain.closing.queries import acceptance_signed, archive_sealed, leftovers_assigned, report_published
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import application_signed_by_all, team_named
from xietong.domain.collaborations.states import Stage
from xietong.domain.duties.queries import duties_confirmed, map_valid
from xietong.domain.planning.queries import (
    all_leaves_settled,
    conflicts_settled,
    leaves_complete,
    plan_published,
    risks_covered,
)
from xietong.domain.tracking.queries import no_red_alert_open
from xietong.kit.gate import GateItem

Question = Callable[[Collaboration], list[GateItem]]


@dataclass(frozen=True)
class GuideStage:
    """A stage as the guide describes it: heading, aim, forms, gate."""

    stage: Stage
    aim: str  # the guide's 目标
    papers: tuple[str, ...]  # 《…》 as the guide names them
    gate: tuple[Question, ...]


# fmt: off
STAGES = [
    GuideStage(Stage.LAUNCH,    "明确协同目标，组建团队，统一认知",
               ("跨部门协同任务申请表", "跨部门协同流程图", "部门职责清单"),
               (application_signed_by_all, team_named, map_valid, duties_confirmed)),
    GuideStage(Stage.PLANNING,  "细化任务分解，明确时间节点与交付标准",
               ("跨部门协同任务清单", "资源计划", "风险预案", "协同计划书"),
               (leaves_complete, conflicts_settled, risks_covered, plan_published)),
    GuideStage(Stage.EXECUTION, "按计划推进任务，及时解决问题，保证进度可控",
               ("部门协同进度跟踪表", "跨部门协同会议纪要", "资源协调函"),
               (all_leaves_settled, no_red_alert_open)),
    GuideStage(Stage.CLOSING,   "验收成果，总结经验，沉淀知识",
               ("跨部门协同成果验收表", "跨部门协同复盘报告"),
               (acceptance_signed, report_published, leftovers_assigned, archive_sealed)),
]
# fmt: on

BY_STAGE = {guide.stage: guide for guide in STAGES}
