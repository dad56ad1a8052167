"""The only code that writes process maps, responsibility lists, their rows and confirmations."""

from xietong.domain.duties.services.confirmation import (
    confirm_duties,
    reopen_duties,
    return_duties,
    submit_duties,
)
from xietong.domain.duties.services.duties import (
    accept_finding,
    describe_duty,
    draft_duties_from_map,
    remove_duty,
    replace_duties,
    save_duty,
)
from xietong.domain.duties.services.map_editing import next_node_id, put_node, without_node
from xietong.domain.duties.services.outline import create_from_outline
from xietong.domain.duties.services.process_map import (
    first_drawing,
    import_map,
    publish_map,
    reopen_map,
    save_map,
)

__all__ = [
    "accept_finding",
    "confirm_duties",
    "create_from_outline",
    "describe_duty",
    "draft_duties_from_map",
    "first_drawing",
    "import_map",
    "next_node_id",
    "publish_map",
    "put_node",
    "remove_duty",
    "reopen_duties",
    "reopen_map",
    "replace_duties",
    "return_duties",
    "save_duty",
    "save_map",
    "submit_duties",
    "without_node",
]
