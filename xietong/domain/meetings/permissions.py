"""Who may do what to meetings, minutes and action items."""

from xietong.domain.people.roles import EVERYONE, TEAM, Role
from xietong.kit.access import PermissionTable

# fmt: off
MEETINGS = PermissionTable({
    # action                 who may
    "meeting.view":          EVERYONE,
    "meeting.call":          {Role.LEAD, Role.HEAD, Role.INITIATING_HEAD, Role.INITIATOR, Role.TASK_FORCE_LEADER, Role.PMO, Role.EXECUTIVE},
    "meeting.edit":          {Role.LEAD, Role.CHAIR, Role.RECORDER},
    "meeting.open":          {Role.LEAD, Role.CHAIR, Role.RECORDER},
    "meeting.close":         {Role.LEAD, Role.CHAIR, Role.RECORDER},
    "meeting.cancel":        {Role.LEAD, Role.CHAIR},
    "minutes.view":          EVERYONE,
    "minutes.edit":          {Role.CHAIR, Role.RECORDER},
    "minutes.issue":         {Role.CHAIR},              # the recorder drafts, the chair issues (domain.md §3.1)
    "minutes.correct":       {Role.CHAIR, Role.RECORDER},
    "minutes.confirm":       EVERYONE,                  # whoever was asked
    "action_item.view":      EVERYONE,
    "action_item.finish":    {Role.OWNER_OF_THIS, Role.CHAIR, Role.LEAD},
    "action_item.reopen":    {Role.CHAIR, Role.LEAD, Role.RECORDER},
    "action_item.drop":      {Role.CHAIR, Role.LEAD},
    "action_item.extend":    {Role.CHAIR, Role.LEAD},
    "action_item.add":       TEAM,
})
# fmt: on
