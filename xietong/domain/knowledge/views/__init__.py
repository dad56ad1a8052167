"""The pages of the knowledge base."""

from xietong.domain.knowledge.views.lessons import (
    lesson_list,
    lesson_page,
    lesson_publication,
    lesson_retirement,
)
from xietong.domain.knowledge.views.playbooks import (
    playbook_file,
    playbook_list,
    playbook_page,
    playbook_retirement,
    playbook_start,
)
from xietong.domain.knowledge.views.uses import playbook_parts, playbook_use

__all__ = [
    "lesson_list",
    "lesson_page",
    "lesson_publication",
    "lesson_retirement",
    "playbook_file",
    "playbook_list",
    "playbook_page",
    "playbook_parts",
    "playbook_retirement",
    "playbook_start",
    "playbook_use",
]
