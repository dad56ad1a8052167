"""Who may do what to the process map and the responsibility list."""

from xietong.domain.people.roles import EVERYONE, Role
from xietong.kit.access import PermissionTable

# fmt: off
DUTIES = PermissionTable({
    # action                          who may
    "process_map.view":               EVERYONE,
    "process_map.edit":               {Role.LEAD, Role.PMO, Role.LIAISON},
    "process_map.publish":            {Role.LEAD},
    "process_map.reopen":             {Role.LEAD},
    "responsibility_list.view":       EVERYONE,
    "responsibility_list.edit":       {Role.LEAD},
    "responsibility_list.submit":     {Role.LEAD},
    "responsibility_list.confirm":    {Role.HEAD, Role.INITIATING_HEAD},
    "responsibility_list.return":     {Role.HEAD, Role.INITIATING_HEAD},
    "responsibility_list.complete":   {Role.SYSTEM},      # follows from the last confirmation
    "responsibility_list.reopen":     {Role.LEAD},
    "responsibility_list.accept":     {Role.LEAD},
    "duty.describe":                  {Role.LEAD, Role.DEPARTMENT_OF_THIS},   # words of one's own department's rows
})
# fmt: on
