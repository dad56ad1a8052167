"""Collaborations for other programs."""

from xietong.domain.collaborations.api import application, collaborations, signatures, team
from xietong.domain.collaborations.api.router import router

__all__ = ["application", "collaborations", "router", "signatures", "team"]
