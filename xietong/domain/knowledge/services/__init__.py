"""The only code that writes playbooks, what follows them, and lessons."""

from xietong.domain.knowledge.services.lessons import (
    draft_lessons,
    edit_lesson,
    publish_lesson,
    retire_lesson,
    write_lesson,
)
from xietong.domain.knowledge.services.playbooks import load_builtins, publish_playbook, retire_playbook
from xietong.domain.knowledge.services.starting import choose_playbook, start_as_asked, start_from_playbook
from xietong.domain.knowledge.services.taking import take_part, take_part_unasked

__all__ = [
    "choose_playbook",
    "draft_lessons",
    "edit_lesson",
    "load_builtins",
    "publish_lesson",
    "publish_playbook",
    "retire_lesson",
    "retire_playbook",
    "start_as_asked",
    "start_from_playbook",
    "take_part",
    "take_part_unasked",
    "write_lesson",
]
