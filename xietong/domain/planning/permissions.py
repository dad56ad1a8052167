"""Who may do what to tasks, resources, risks, plans and changes (domain.md §3.2). What is not listed is forbidden."""

from xietong.domain.people.roles import EVERYONE, TEAM, Role
from xietong.kit.access import PermissionTable

# fmt: off
PLANNING = PermissionTable({
    # action                        who may
    "task.view":                    EVERYONE,
    "task.edit":                    {Role.LEAD, Role.DEPARTMENT_OF_THIS},   # structure: lead; own department's rows: its liaison or head
    "task.add":                     {Role.LEAD, Role.LIAISON, Role.TASK_FORCE_LEADER},
    "task.remove":                  {Role.LEAD},
    "task.reassign":                {Role.LEAD},   # give a task to another department
    "task.schedule":                {Role.LEAD},
    "task.import":                  {Role.LEAD},
    "task.start":                   {Role.OWNER_OF_THIS, Role.DEPARTMENT_OF_THIS},
    "task.block":                   {Role.OWNER_OF_THIS, Role.DEPARTMENT_OF_THIS},
    "task.unblock":                 {Role.OWNER_OF_THIS, Role.DEPARTMENT_OF_THIS},
    "task.hand_in":                 {Role.OWNER_OF_THIS},
    "task.accept":                  {Role.LEAD, Role.SYSTEM},
    "task.reopen":                  {Role.LEAD, Role.SYSTEM},
    "task.cancel":                  {Role.LEAD},
    "task.leave_over":              {Role.LEAD},
    "resource_request.view":        EVERYONE,
    "resource_request.add":         {Role.LEAD, Role.HEAD, Role.INITIATING_HEAD, Role.LIAISON, Role.TASK_FORCE_LEADER},
    "resource_request.promise":     {Role.DEPARTMENT_OF_THIS, Role.LEAD},
    "resource_request.refuse":      {Role.DEPARTMENT_OF_THIS, Role.LEAD},
    "resource_request.deliver":     {Role.LEAD, Role.LIAISON},
    "resource_request.give_back":   {Role.LEAD, Role.DEPARTMENT_OF_THIS},
    "resource_request.accept_conflict": {Role.LEAD},
    "resource_request.state_none":  {Role.DEPARTMENT_OF_THIS},
    "risk.view":                    EVERYONE,
    "risk.edit":                    {Role.LEAD, Role.HEAD, Role.INITIATING_HEAD, Role.LIAISON, Role.TASK_FORCE_LEADER, Role.OWNER},
    "risk.trigger":                 {Role.LEAD, Role.HEAD, Role.INITIATING_HEAD, Role.LIAISON, Role.OWNER_OF_THIS},
    "risk.close":                   {Role.LEAD},
    "plan.view":                    EVERYONE,
    "plan.draft":                   {Role.LEAD},
    "plan.submit":                  {Role.LEAD},
    "plan.withdraw":                {Role.LEAD},
    "plan.return":                  {Role.SIGNER},
    "plan.approve":                 {Role.SIGNER},
    "plan.publish":                 {Role.LEAD},
    "plan.supersede":               {Role.LEAD, Role.SYSTEM},
    "plan.acknowledge":             EVERYONE,
    "change_request.view":          EVERYONE,
    "change_request.add":           TEAM,
    "change_request.approve":       {Role.LEAD, Role.EXECUTIVE},
    "change_request.refuse":        {Role.LEAD, Role.EXECUTIVE},
    "change_request.suspend":       {Role.LEAD, Role.EXECUTIVE},
    "change_request.resume":        TEAM,
})
# fmt: on
