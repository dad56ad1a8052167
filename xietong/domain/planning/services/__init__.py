"""The only writers of planning: tasks, links, dates, resources, risks, plan versions, changes."""

from xietong.domain.planning.services.change import (
    approve_change,
    ask_change,
    change_data,
    change_digest,
    preview_change,
    refuse_change,
    resume_change,
    suspend_change,
)
from xietong.domain.planning.services.links import link_tasks, unlink
from xietong.domain.planning.services.outline import ACTS, move_task, remove_task, renumber
from xietong.domain.planning.services.plan import (
    acknowledge_plan,
    draft_plan,
    pass_on_plan,
    publish_plan,
    return_plan,
    sign_plan,
    submit_plan,
    withdraw_plan,
)
from xietong.domain.planning.services.resource import (
    accept_conflict,
    ask_resource,
    edit_resource,
    remove_resource,
    state_nothing,
    step_resource,
)
from xietong.domain.planning.services.risk import close_risk, create_risks, save_risk, trigger_risk
from xietong.domain.planning.services.schedule import (
    Rescheduled,
    compute_dates,
    reschedule,
    roll_up,
    set_timetable,
)
from xietong.domain.planning.services.steps import (
    accept_task,
    block_task,
    cancel_task,
    hand_in_task,
    leave_over_task,
    reopen_task,
    start_task,
    unblock_task,
)
from xietong.domain.planning.services.task import (
    Edit,
    add_task,
    assign_owner,
    choices_for_tasks,
    create_tasks,
    edit_tasks,
)
from xietong.domain.planning.services.task_import import import_tasks, read_task_list

__all__ = [
    "ACTS", "Edit", "Rescheduled", "accept_conflict", "accept_task", "acknowledge_plan", "add_task", "approve_change",
    "ask_change", "ask_resource", "assign_owner", "block_task", "cancel_task", "change_data", "change_digest",
    "choices_for_tasks", "close_risk", "compute_dates", "create_risks", "create_tasks", "draft_plan", "edit_resource",
    "edit_tasks", "hand_in_task", "import_tasks", "leave_over_task", "link_tasks", "move_task", "pass_on_plan",
    "preview_change", "publish_plan", "read_task_list", "refuse_change", "remove_resource", "remove_task", "renumber",
    "reopen_task", "reschedule", "resume_change", "return_plan", "roll_up", "save_risk", "set_timetable", "sign_plan",
    "start_task", "state_nothing", "step_resource", "submit_plan", "suspend_change", "trigger_risk", "unblock_task",
    "unlink", "withdraw_plan",
]  # fmt: skip
