"""From the bytes of a YAML file to plain data: small, flat enough, no key twice, nothing that stands for something else.

YAML lets a later key silently overwrite an earlier one, and lets a few lines of aliases unfold to gigabytes. Both are
refused before anything is built: the stream of parse events is looked at first.
"""

from typing import Any

import yaml

from xietong.kit.problems import Problem

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
MAX_NODES = 60_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class _Refused(Exception):
    def __init__(self, mark: Any, message: str):
        super().__init__(message)
        self.where = f"第 {mark.line + 1} 行" if mark else ""
        self.message = message


class _StrictLoader(_Loader):
    """The safe loader, with each key only once."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[Any] = set()
        for key_node, _value in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                raise _Refused(key_node.start_mark, "键应是一个简单的名称。")
            if key == "<<":
                raise _Refused(key_node.start_mark, "不能用“<<”合并别处的内容，请直接写出。")
            if key in seen:
                raise _Refused(key_node.start_mark, f"“{key}”写了两次，请只留一个。")
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(text: str | bytes) -> tuple[Any, list[Problem]]:
    """The data, or why it cannot be read, with the line. Never raises for what somebody wrote."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None, [_problem("", "文件不是 UTF-8 编码，请另存为 UTF-8 后再上传。", "encoding")]
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return None, [_problem("", "文件超过 1 MB，标准方案不会这么大，请检查是否选错了文件。", "size")]
    try:
        _look_through(text)
        return yaml.load(text, _StrictLoader), []  # noqa: S506 - a SafeLoader
    except _Refused as refused:
        return None, [_problem(refused.where, refused.message, "refused")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else ""
        return None, [_problem(where, "不是有效的 YAML：请检查缩进、冒号后的空格和引号。", "yaml")]
    except (ValueError, RecursionError):  # an impossible date, a number of a million digits
        return None, [_problem("", "文件中有无法理解的数字、日期或过深的嵌套，请改写成文字（加引号）。", "value")]


def _look_through(text: str) -> None:
    depth = documents = 0
    for nodes, event in enumerate(yaml.parse(text, _Loader), 1):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(event.start_mark, "不能使用锚点或别名（& 和 *），请直接写出内容。")
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise _Refused(event.start_mark, "一个文件只能有一份标准方案，请去掉“---”之后的内容。")
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        if depth > MAX_DEPTH:
            raise _Refused(event.start_mark, f"嵌套超过 {MAX_DEPTH} 层。")
        if nodes > MAX_NODES:
            raise _Refused(event.start_mark, "内容过多，请拆成几份标准方案。")


def _problem(where: str, message: str, code: str) -> Problem:
    return Problem("file", where, message, code)
