"""Every icon that a template or a table names is in the sprite: a missing one would be a page that does not open."""

import re

from tests.architecture.tree import files
from xietong.kit.ui.jinja import icon_names

NAMED = re.compile(r"""(?:icon\(|icon_name=|icon=)\s*"([a-z0-9-]+)\"""")
CHOSEN = re.compile(r"icon(?:_name=|\()\{([^}]*)\}")


def test_every_icon_named_is_in_the_sprite():
    missing = []
    for path in [*files(".html", under=("xietong",)), *files(".py", under=("xietong",))]:
        text = path.read_text(encoding="utf-8")
        names = NAMED.findall(text)
        for table in CHOSEN.findall(text):
            names += re.findall(r':\s*"([a-z0-9-]+)"', table)
        missing += [f"{path.name}: {name}" for name in names if name not in icon_names()]
    assert not missing, ", ".join(missing)
