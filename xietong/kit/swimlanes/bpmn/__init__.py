"""BPMN 2.0 files: the drawing as other tools open it, and theirs as a drawing of ours."""

from xietong.kit.swimlanes.bpmn.read import Remark, read_bpmn
from xietong.kit.swimlanes.bpmn.write import write_bpmn

__all__ = ["Remark", "read_bpmn", "write_bpmn"]
