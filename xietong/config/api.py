"""The API: one NinjaAPI, to which every house adds its router. Manners live in kit/api."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from xietong.kit.api.manners import make_api

api = make_api(
    title="协同 Xietong", version="1", description="名称与礼节见 docs/api.md。Names and manners: docs/api.md."
)

for _house in settings.HOUSES:
    _room = find_spec(f"{_house}.api")
    if _room and _room.origin:
        api.add_router("", import_module(f"{_house}.api").router)
