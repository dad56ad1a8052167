"""The router of planning, and the shapes of what comes in."""

from typing import Any

from ninja import Router

from xietong.domain.planning.paper import RESOURCE_FORM, RISK_FORM, TASK_FORM
from xietong.domain.planning.states import ChangeKind, PlanSection
from xietong.kit.paperwork.schema import json_schema

router = Router(tags=["计划"])


def body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def form(paper: Any, *, required: bool = True, **more: Any) -> dict[str, Any]:
    """The schema of a paper with further properties; without required lines for a partial change."""
    schema = json_schema(paper)
    schema["properties"] = {**more, **schema["properties"]}
    if not required:
        schema.pop("required", None)
    return schema


TEXT = {"type": "string"}
ID = {"type": "string", "description": "标识，不透明"}
TASK_BODY = body(
    form(TASK_FORM, parent={**ID, "description": "上级任务"}, after={**ID, "description": "排在这项同级任务之后"})
)
TASK_CHANGE = form(TASK_FORM, required=False)
TASKS_CHANGE_BODY = body({
    "type": "object",
    "required": ["tasks"],
    "properties": {
        "tasks": {"type": "array", "items": form(TASK_FORM, required=False, id=ID, version={"type": "integer"})},
    },
})  # fmt: skip
LINK_BODY = body({
    "type": "object",
    "required": ["before", "after"],
    "properties": {
        "before": ID, "after": ID, "type": {"enum": ["FS", "SS", "FF", "SF"], "default": "FS"},
        "lag": {"type": "integer", "default": 0, "description": "工作日，可为负"},
    },
})  # fmt: skip
TIMETABLE_BODY = body({
    "type": "object",
    "properties": {
        "direction": {"enum": ["forward", "backward"]},
        "anchor_on": {"type": ["string", "null"], "format": "date"},
        "anchor_task": {"type": ["string", "null"], "description": "倒排时以它的完成日为目标"},
    },
})  # fmt: skip
RESOURCE_BODY = body(form(RESOURCE_FORM))
ANSWER_BODY = body({
    "type": "object",
    "required": ["verb"],
    "properties": {"verb": {"enum": ["promise", "refuse", "deliver", "give_back"]}, "answer": TEXT},
})  # fmt: skip
RISK_BODY = body(form(RISK_FORM))
NOTHING_BODY = body({
    "type": "object",
    "required": ["department", "kind"],
    "properties": {"department": ID, "kind": {"enum": ["resource", "risk"]}},
})  # fmt: skip
SIGN_BODY = body({
    "type": "object",
    "required": ["password", "digest"],
    "properties": {
        "password": TEXT, "digest": {**TEXT, "description": "所签内容的摘要，见 GET 的 content_digest"},
        "opinion": {"enum": ["agree", "conditional", "disagree", "abstain"], "default": "agree"}, "reason": TEXT,
    },
})  # fmt: skip
RETURN_BODY = body({
    "type": "object",
    "required": ["section", "reason"],
    "properties": {"section": {"enum": [s.value for s in PlanSection]}, "reason": TEXT},
})  # fmt: skip
CHANGE_LINE = {
    "type": "object",
    "required": ["field", "after"],
    "properties": {
        "task": {"type": ["string", "null"], "description": "新增任务时为空"},
        "field": {**TEXT, "description": "TASK_FORM 的栏目，或 cancelled、new"},
        "after": {"description": "新值；new 时为一整项任务，可带 parent"},
    },
}
CHANGE_BODY = body({
    "type": "object",
    "required": ["kind", "lines", "reason"],
    "properties": {
        "kind": {"enum": [k.value for k in ChangeKind]}, "lines": {"type": "array", "items": CHANGE_LINE},
        "reason": TEXT, "if_not": TEXT, "over_objectives": {"type": "boolean"}, "cost_change": {**TEXT, "description": "元"},
    },
})  # fmt: skip
DECISION_BODY = body({
    "type": "object",
    "required": ["verdict"],
    "properties": {
        "verdict": {"enum": ["approve", "refuse", "suspend"]}, "reason": TEXT, "password": TEXT, "digest": TEXT,
    },
})  # fmt: skip
