"""Process drawings with lanes: what they say, how they are laid out, drawn, exchanged and proved sound. No Django."""

from xietong.kit.swimlanes.model import KIND_WORDS, Kind, Lane, Map, MapUnreadable, Node, Way, from_json, to_json
from xietong.kit.swimlanes.outline import from_outline

__all__ = [
    "KIND_WORDS",
    "Kind",
    "Lane",
    "Map",
    "MapUnreadable",
    "Node",
    "Way",
    "from_json",
    "from_outline",
    "to_json",
]
