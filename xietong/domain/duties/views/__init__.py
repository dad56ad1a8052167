"""The pages of this house: the process map and the responsibility list."""

from xietong.domain.duties.views import process_map, responsibilities

__all__ = ["process_map", "responsibilities"]
