"""Who may do what to a collaboration, its application and its team (domain.md §3.2)."""

from xietong.domain.people.roles import EVERYONE, Role
from xietong.kit.access import PermissionTable

# fmt: off
COLLABORATIONS = PermissionTable({
    # action                     who may
    "collaboration.view":        EVERYONE,
    "collaboration.plan":        {Role.LEAD, Role.PMO},
    "collaboration.execute":     {Role.LEAD, Role.PMO},
    "collaboration.close":       {Role.LEAD, Role.PMO},
    "collaboration.archive":     {Role.PMO, Role.ARCHIVIST, Role.LEAD, Role.SYSTEM},
    "collaboration.terminate":   {Role.EXECUTIVE, Role.SYSTEM},   # the system: when its application is voided
    "collaboration.appoint":     {Role.EXECUTIVE, Role.INITIATING_HEAD},
    "application.view":          EVERYONE,
    "application.edit":          {Role.INITIATOR, Role.INITIATING_HEAD},
    "application.submit":        {Role.INITIATOR, Role.INITIATING_HEAD},
    "application.pass":          {Role.SIGNER},
    "application.approve":       {Role.SIGNER},
    "application.return":        {Role.SIGNER},
    "application.withdraw":      {Role.INITIATOR, Role.INITIATING_HEAD},
    "application.void":          {Role.INITIATOR, Role.INITIATING_HEAD},
    "participation.name":        {Role.DEPARTMENT_OF_THIS, Role.PMO},   # the department's own head names liaison and deputy
    "task_force.edit":           {Role.LEAD},
    "member.add":                {Role.LEAD, Role.HEAD, Role.INITIATING_HEAD},
})
# fmt: on
