"""The end of a collaboration for other programs: self-checks, acceptance, retrospective, leftovers, archive."""

from xietong.domain.closing.api import acceptance, archive, leftovers, retrospective, self_checks
from xietong.domain.closing.api.speaking import router

__all__ = ["acceptance", "archive", "leftovers", "retrospective", "router", "self_checks"]
