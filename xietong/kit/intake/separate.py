"""Run the parsing process and take back what it read; whatever happens in there, this process goes on."""

import json
import os
import subprocess
import sys
from pathlib import Path

from xietong.kit.intake.document import Document, from_plain
from xietong.kit.intake.gate import Kind, Refused

WALL_CLOCK = 30  # seconds; the process itself stops after 15 s of processor time
ROOT = Path(__file__).resolve().parents[3]  # where the package xietong lies
TOO_MUCH = "文件太复杂，在规定的时间和内存内读不完。请只保留申请表的内容，另存后再上传。"


def parsed(data: bytes, kind: Kind) -> Document:
    """The document in a file that passed the gate; raises Refused (422)."""
    environment = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    if "SYSTEMROOT" in os.environ:  # Windows starts nothing without it
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    command = [sys.executable, "-m", "xietong.kit.intake.worker", kind]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=WALL_CLOCK, env=environment, cwd=ROOT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(TOO_MUCH, "too_complex") from error
    if done.returncode < 0:  # killed by a limit
        raise Refused(TOO_MUCH, "too_complex")
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        message = "文件内容无法读取，请用 Office 或 WPS 打开后另存再上传。"
        raise Refused(message, "unreadable") from error
    if "unreadable" in answer:
        raise Refused(answer["unreadable"], "unreadable")
    return from_plain(answer)
