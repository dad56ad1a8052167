"""The only code that writes collaborations, applications and teams."""

from xietong.domain.collaborations.services.application import (
    attach_to_application,
    return_application,
    save_application,
    sign_application,
    submit_application,
    void_application,
    withdraw_application,
)
from xietong.domain.collaborations.services.collaboration import (
    advance,
    appoint_lead,
    require_running,
    start_collaboration,
    terminate,
)
from xietong.domain.collaborations.services.team import (
    add_member,
    dissolve_task_force,
    name_liaison,
    set_task_force,
)

__all__ = [
    "add_member",
    "advance",
    "appoint_lead",
    "attach_to_application",
    "dissolve_task_force",
    "name_liaison",
    "require_running",
    "return_application",
    "save_application",
    "set_task_force",
    "sign_application",
    "start_collaboration",
    "submit_application",
    "terminate",
    "void_application",
    "withdraw_application",
]
