"""Who may do what to people, departments and the calendar."""

from xietong.domain.people.roles import Role
from xietong.kit.access import PermissionTable

# fmt: off
PEOPLE = PermissionTable({
    # action               who may
    "calendar.edit":       {Role.PMO, Role.SYSTEM_ADMINISTRATOR},
    "department.edit":     {Role.PMO, Role.SYSTEM_ADMINISTRATOR},
    "person.edit":         {Role.SYSTEM_ADMINISTRATOR},
    "journal.read":        {Role.AUDITOR, Role.PMO},
    "operations.read":     {Role.SYSTEM_ADMINISTRATOR},
})
# fmt: on
