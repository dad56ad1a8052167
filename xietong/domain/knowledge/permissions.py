"""Who may do what to playbooks and lessons."""

from xietong.domain.people.roles import Role
from xietong.kit.access import PermissionTable

# fmt: off
KNOWLEDGE = PermissionTable({
    # action              who may
    "playbook.publish":   {Role.PMO},
    "playbook.retire":    {Role.PMO},
    "playbook.choose":    {Role.INITIATOR, Role.INITIATING_HEAD, Role.LEAD, Role.PMO, Role.SYSTEM},
    "playbook.take":      {Role.LEAD, Role.PMO, Role.SYSTEM},
    "lesson.write":       {Role.PMO, Role.LEAD, Role.SYSTEM},
    "lesson.edit":        {Role.PMO},
    "lesson.publish":     {Role.PMO},
    "lesson.retire":      {Role.PMO},
})
# fmt: on
