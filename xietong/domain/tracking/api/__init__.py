"""Tracking for other programs."""

from xietong.domain.tracking.api import alerts, letters, support, tracking
from xietong.domain.tracking.api.router import router

__all__ = ["alerts", "letters", "router", "support", "tracking"]
