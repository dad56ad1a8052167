"""The printed forms of this house."""

from xietong.domain.collaborations.paper.application import APPLICATION_FORM

__all__ = ["APPLICATION_FORM"]
