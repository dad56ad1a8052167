"""What is wrong with an input, all at once: which field, where it stands, and what to do. No Django."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong: the field's key, its place as people say it (时间节点 第2行 日期), the sentence."""

    field: str
    where: str
    message: str
    code: str = "invalid"

    def as_json(self) -> dict[str, str]:
        return {"field": self.field, "where": self.where, "code": self.code, "message": self.message}


class Problems(Exception):
    """An input that cannot be taken. Nothing was written. HTTP 422."""

    def __init__(self, items: Iterable[Problem] | Problem | str):
        if isinstance(items, str):
            items = [Problem("", "", items)]
        elif isinstance(items, Problem):
            items = [items]
        self.items = list(items)
        super().__init__("；".join(f"{p.where}：{p.message}" if p.where else p.message for p in self.items))


class StaleVersion(Exception):
    """Somebody else changed it first. HTTP 412; carries the thing as it is now."""

    def __init__(self, current: object):
        super().__init__("内容已被他人修改，请对照后再提交。")
        self.current = current
