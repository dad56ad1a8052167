"""Who may do what while the work runs (domain.md §3.2)."""

from xietong.domain.people.roles import EVERYONE, Role
from xietong.kit.access import PermissionTable

# fmt: off
TRACKING = PermissionTable({
    # action                      who may
    "tracking.view":              EVERYONE,
    "tracking.snapshot":          {Role.LEAD, Role.LIAISON, Role.HEAD, Role.PMO, Role.SYSTEM, Role.CHAIR, Role.RECORDER},
    "report.add":                 {Role.OWNER_OF_THIS, Role.DEPARTMENT_OF_THIS, Role.TASK_FORCE_LEADER},
    "alert.view":                 EVERYONE,
    "alert.raise":                {Role.LEAD, Role.EXECUTIVE, Role.SYSTEM},
    "alert.take":                 {Role.LEAD},
    "alert.close":                {Role.LEAD, Role.EXECUTIVE, Role.PMO},   # a second person: never the one responsible
    "alert.reopen":               {Role.LEAD, Role.SYSTEM, Role.EXECUTIVE, Role.PMO},
    "alert.clear":                {Role.SYSTEM},
    "support_request.view":       EVERYONE,
    "support_request.add":        {Role.LEAD, Role.HEAD, Role.INITIATING_HEAD, Role.LIAISON, Role.TASK_FORCE_LEADER},
    "support_request.answer":     {Role.ADDRESSEE},       # liaison, deputy or head of the asked department
    "support_request.refuse":     {Role.ADDRESSEE},
    "support_request.query":      {Role.ADDRESSEE},
    "support_request.deliver":    {Role.ADDRESSEE},
    "support_request.clarify":    {Role.OWNER_OF_THIS},   # the requester's side
    "support_request.satisfy":    {Role.OWNER_OF_THIS},
    "support_request.send_back":  {Role.OWNER_OF_THIS},
    "support_request.withdraw":   {Role.OWNER_OF_THIS},
    "letter.view":                EVERYONE,
    "letter.draft":               {Role.LEAD, Role.LIAISON, Role.HEAD, Role.INITIATING_HEAD},
    "letter.sign":                {Role.LEAD},            # the lead only
    "letter.receive":             {Role.ADDRESSEE},
    "letter.answer":              {Role.SIGNER},          # head of the lending department
    "letter.hand_over":           {Role.ADDRESSEE},
    "letter.ask_extension":       {Role.LEAD, Role.DEPARTMENT_OF_THIS},    # the borrowing side asks
    "letter.extend":              {Role.SIGNER},          # the lending head agrees: both have agreed
    "letter.give_back":           {Role.ADDRESSEE},
    "letter.close":               {Role.LEAD, Role.ADDRESSEE},
    "letter.void":                {Role.LEAD},
})
# fmt: on
