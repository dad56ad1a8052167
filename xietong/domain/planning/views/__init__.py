"""The pages of planning, one file per noun."""

from xietong.domain.planning.views import changes, plan, resources, risks, tasks

__all__ = ["changes", "plan", "resources", "risks", "tasks"]
