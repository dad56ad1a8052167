"""Say what happened and to whom; shown once, over the page or with the swapped part."""

from django.contrib import messages
from django.http import HttpRequest

DONE, NOTE, CARE = "done", "note", "care"


def say(request: HttpRequest, text: str, kind: str = DONE, *, undo: str = "") -> None:
    """A sentence for the person: "已提交，等待 生产部 王芳 签字". `undo`: an address that takes it back by POST."""
    tags = kind if not undo else f"{kind} undo:{undo}"
    level = {DONE: messages.SUCCESS, NOTE: messages.INFO, CARE: messages.WARNING}[kind]
    messages.add_message(request, level, text, extra_tags=tags)
