"""The documents of planning: form 3, resource plan, risk plan, plan book, change requests."""

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.planning import queries
from xietong.domain.planning.documents.book import plan_printouts
from xietong.domain.planning.documents.forms import (
    change_is_decided,
    change_printouts,
    resource_printouts,
    risk_printouts,
    task_list_printouts,
)
from xietong.domain.planning.paper import TASK_LIST
from xietong.domain.planning.states import PlanState
from xietong.kit.paperwork.documents import Document
from xietong.kit.paperwork.printout import Printout

ALL = ("docx", "xlsx", "pdf")


def plan_is_signed(collaboration: Collaboration) -> bool:
    """Approved or in force: only PDF is offered (domain.md §1.1)."""
    plan = queries.current_plan(collaboration)
    return plan is not None and plan.state in (PlanState.APPROVED, PlanState.PUBLISHED)


def blank_task_list() -> Printout:
    """Form 3 to be filled in offline and read back."""
    return Printout(paper=TASK_LIST, blank=True)


DOCUMENTS = [
    Document(form="tasks", type="RW", label="跨部门协同任务清单", make=task_list_printouts, kinds=ALL),
    Document(form="resources", type="ZY", label="资源计划", make=resource_printouts, kinds=ALL),
    Document(form="risks", type="FX", label="风险预案", make=risk_printouts, kinds=ALL),
    Document(
        form="plan", type="JH", label="协同计划书", make=plan_printouts, kinds=("docx", "pdf"), signed=plan_is_signed
    ),
    Document(
        form="change",
        type="BG",
        label="变更申请单",
        make=change_printouts,
        kinds=("docx", "pdf"),
        signed=change_is_decided,
    ),
]
