"""The installed command: its names are fixed, its help is instant, its mistakes are named."""

import os
import subprocess
import sys

import pytest

from xietong.config import cli

FIXED = {
    "serve", "web", "worker", "demo", "import-form", "document", "archive", "verify",
    "token", "doctor", "backup", "restore",
}  # fmt: skip


def _run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "xietong.config.cli", *words]
    return subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)


def test_the_names_that_others_script_against_stand():
    assert set(cli.COMMANDS) >= FIXED


def test_help_names_every_command_and_loads_no_django():
    asked = "import sys; from xietong.config import cli; cli.main(['--help']); sys.exit('django' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)

    assert done.returncode == 0
    assert all(name in done.stdout for name in cli.COMMANDS)


@pytest.mark.parametrize("words", [["fly"], ["serve", "--fast"], ["manage", "fly"]])
def test_what_is_not_known_is_refused(words):
    assert _run(*words).returncode != 0


def test_a_misspelt_setting_stops_the_start_without_a_traceback():
    done = _run("doctor", XIETONG_DATABSE_URL="x")

    assert done.returncode == 2
    assert "XIETONG_DATABSE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_named(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = _run("web", PORT=port, XIETONG_DATA=str(tmp_path))

    assert done.returncode == 2
    assert port in done.stderr
