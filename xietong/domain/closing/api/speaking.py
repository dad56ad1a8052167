"""What the API of this house says in the same way everywhere: its router, bodies of signing and of reasons."""

from typing import Any

from ninja import Router, Schema

router = Router(tags=["收尾复盘"])


def paper_body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


class Why(Schema):
    """退回、退办的原因。"""

    reason: str


class Signing(Schema):
    """签字：digest 为所示内容的摘要，password 为本人登录密码。"""

    digest: str
    password: str
    opinion: str = "agree"
    reason: str = ""


def iso(value: Any) -> str | None:
    return value.isoformat() if value else None
