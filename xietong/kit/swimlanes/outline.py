"""The short form of a drawing that people write by hand in YAML, turned into a Map."""

from collections.abc import Iterable, Mapping
from typing import Any

from xietong.kit.swimlanes.model import Map, MapUnreadable, from_json

_TOP = {"external_inputs", "deliverables", "nodes"}
_NODE = {
    "id", "type", "name", "department", "inputs", "outputs", "tasks", "next", "outcomes",
    "decider", "criteria", "time_limit", "post", "tool",
}  # fmt: skip


def from_outline(outline: Mapping[str, Any], lanes: Iterable[tuple[str, str]]) -> Map:
    """The Map of an outline (`nodes[] {id, type, name, department, …, next[] | outcomes[] {label, next}}`).

    `lanes` are (key, name) in drawing order; those in which nothing stands are left out.
    Raises MapUnreadable naming the place; unknown keys are refused (domain.md §0).
    """
    _refuse_unknown(outline, _TOP, "流程图")
    rows = []
    for no, node in enumerate(outline.get("nodes") or [], 1):
        place = f"第 {no} 个节点"
        if not isinstance(node, Mapping):
            raise MapUnreadable(f"{place}应是一组“名称：内容”。")
        _refuse_unknown(node, _NODE, place)
        row = {key: value for key, value in node.items() if key not in {"type", "department", "outcomes", "next"}}
        row |= {"kind": node.get("type"), "lane": node.get("department") or "", "next": _ways(node, place)}
        rows.append(row)
    return from_json(
        {
            "lanes": [{"key": key, "name": name} for key, name in lanes],
            "nodes": rows,
            "external_inputs": outline.get("external_inputs") or [],
            "deliverables": outline.get("deliverables") or [],
        }
    ).without_empty_lanes()


def _ways(node: Mapping[str, Any], place: str) -> list[dict[str, Any]]:
    plain = [{"target": target} for target in node.get("next") or []]
    for outcome in node.get("outcomes") or []:
        if not isinstance(outcome, Mapping):
            raise MapUnreadable(f"{place}的分支应写成“label、next”两项。")
        _refuse_unknown(outcome, {"label", "next"}, f"{place}的分支")
        plain.append({"target": outcome.get("next"), "label": outcome.get("label")})
    return plain


def _refuse_unknown(data: Mapping[str, Any], known: set[str], place: str) -> None:
    unknown = sorted(str(key) for key in data if key not in known)
    if unknown:
        raise MapUnreadable(f"{place}中有不认识的项目：{'、'.join(unknown[:5])}；可用：{'、'.join(sorted(known))}。")
