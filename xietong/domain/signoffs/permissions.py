"""Who may do what to a round. The subject's own house decides who may open or withdraw it."""

from xietong.domain.people.roles import TEAM, Role
from xietong.kit.access import PermissionTable

# fmt: off
SIGNOFFS = PermissionTable({
    # action            who may
    "round.complete":   {Role.SIGNER},
    "round.return":     {Role.SIGNER},
    "round.withdraw":   TEAM,
    "signoff.sign":     {Role.SIGNER},
    "signoff.urge":     {Role.INITIATOR, Role.INITIATING_HEAD, Role.LEAD, Role.HEAD, Role.LIAISON, Role.PMO, Role.EXECUTIVE},
})
# fmt: on
