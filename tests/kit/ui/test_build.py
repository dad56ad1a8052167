"""The bundle: fresh or not, complete, from no other host."""

import os
import re
from pathlib import Path

import pytest

from xietong.kit.ui import build
from xietong.kit.ui.jinja import icon_names

TEMPLATES = sorted(Path(build.ROOT, "xietong").glob("*/*/templates/**/*.html"))


@pytest.fixture(scope="module", autouse=True)
def bundle():
    build.build()


def test_a_changed_source_makes_the_bundle_stale(tmp_path, monkeypatch):
    made = build.DIST / "icons.svg"
    source = tmp_path / "main.ts"
    source.write_text("")
    monkeypatch.setattr(build, "sources", lambda: iter([source]))

    os.utime(source, (made.stat().st_mtime + 5,) * 2)
    assert not build.is_fresh()
    os.utime(source, (made.stat().st_mtime - 5,) * 2)
    assert build.is_fresh()


def test_the_bundle_loads_nothing_from_another_host():
    css = (build.DIST / "app.css").read_text(encoding="utf-8")

    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//[^)]*\)", css) == []
    assert "@import" not in css


def test_every_icon_of_the_list_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (build.DIST / "icons.svg").read_text(encoding="utf-8")))
    assert drawn == icon_names()


def test_every_icon_a_template_names_is_in_the_list():
    named = {
        name for file in TEMPLATES for name in re.findall(r'\bicon\("([a-z0-9-]+)"', file.read_text(encoding="utf-8"))
    }
    assert named <= icon_names()
