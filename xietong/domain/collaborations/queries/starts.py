"""Ways to begin a collaboration. A higher house adds one by appending to STARTS when it is ready (playbooks)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from xietong.domain.people.queries import Who


@dataclass(frozen=True)
class Start:
    """A card on the page 新建: either a link, or a group of links (label, note, address)."""

    title: str
    text: str
    icon: str
    url: str = ""
    action: str = ""
    post: bool = False
    items: list[tuple[str, str, str]] = field(default_factory=list)


def blank(who: Who) -> Start:
    return Start("空白申请表", "从头填写，边填边存。", "file-text", "/collaborations/new", "开始填写", post=True)


def filled(who: Who) -> Start:
    text = "已在 Word 或 Excel 里填好？上传后先看读出了什么，确认再建立。"
    return Start("上传填好的申请表", text, "upload", "/collaborations/import", "上传或粘贴")


def playbooks(who: Who) -> Start:
    return Start(
        "从标准方案开始",
        "按场景带出部门、职责、流程图、任务和风险，再按实际修改。",
        "book",
        "/knowledge/playbooks",
        "选择方案",
    )


STARTS: list[Callable[[Who], Any]] = [playbooks, blank, filled]
