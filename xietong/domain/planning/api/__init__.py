"""Planning for other programs."""

from xietong.domain.planning.api import changes, plan, resources, risks, tasks
from xietong.domain.planning.api.router import router

__all__ = ["changes", "plan", "resources", "risks", "router", "tasks"]
