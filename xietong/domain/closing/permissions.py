"""Who may do what at the end (domain.md §3.2). An owner never accepts his own task: see services."""

from xietong.domain.people.roles import EVERYONE, TEAM, Role
from xietong.kit.access import PermissionTable

# fmt: off
CLOSING = PermissionTable({
    # action                     who may
    "self_check.view":           EVERYONE,
    "self_check.edit":           {Role.OWNER_OF_THIS},
    "self_check.submit":         {Role.OWNER_OF_THIS},
    "self_check.withdraw":       {Role.OWNER_OF_THIS},
    "self_check.return":         {Role.LEAD, Role.SYSTEM},
    "acceptance.view":           EVERYONE,
    "acceptance.call":           {Role.LEAD},
    "acceptance.judge":          {Role.LEAD, Role.HEAD, Role.INITIATING_HEAD},
    "acceptance.submit":         {Role.LEAD},
    "acceptance.edit":           {Role.LEAD},
    "acceptance.fail":           {Role.LEAD},
    "acceptance.withdraw":       {Role.LEAD},
    "acceptance.mend":           {Role.OWNER_OF_THIS, Role.LEAD},
    "acceptance.recheck":        {Role.LEAD, Role.HEAD, Role.INITIATING_HEAD},
    "acceptance.return":         {Role.SIGNER},
    "acceptance.pass":           {Role.SIGNER},
    "retrospective.view":        EVERYONE,
    "retrospective.open":        {Role.LEAD},
    "retrospective.score":       TEAM | {Role.PMO},
    "retrospective.edit":        {Role.LEAD, Role.INITIATOR, Role.PMO},
    "retrospective.write":       {Role.LEAD},
    "retrospective.submit":      {Role.LEAD, Role.INITIATOR, Role.PMO},
    "retrospective.return":      {Role.LEAD},
    "retrospective.publish":     {Role.LEAD, Role.PMO},
    "leftover.view":             EVERYONE,
    "leftover.add":              {Role.LEAD},
    "leftover.edit":             {Role.LEAD, Role.PMO},
    "leftover.finish":           {Role.OWNER_OF_THIS, Role.LEAD},
    "leftover.close":            {Role.LEAD, Role.PMO},
    "leftover.send_back":        {Role.LEAD, Role.PMO},
    "archive.view":              EVERYONE,
    "archive.ask":               {Role.LEAD, Role.PMO, Role.ARCHIVIST},
    "archive.seal":              {Role.SYSTEM},
    "archive.fail":              {Role.SYSTEM},
    "archive.retry":             {Role.LEAD, Role.PMO, Role.ARCHIVIST, Role.SYSTEM},
    "archive.take":             {Role.LEAD, Role.PMO, Role.ARCHIVIST, Role.HEAD, Role.INITIATING_HEAD, Role.EXECUTIVE, Role.SYSTEM},
})
# fmt: on
