"""The installed command `xietong`: each word is a way to start the program, or a management command of a house."""

import os
import sys
from collections.abc import Callable

from xietong.config import env

# Others script against these names: never rename. `-` becomes `_` in the name of the management command.
COMMANDS = {
    "serve": "网页与后台任务一起运行；--demo 在空库中载入演示公司 | web and worker",
    "web": "只运行网页 | web processes only",
    "worker": "只运行后台任务 | background worker only",
    "demo": "载入演示公司 | load the demo company",
    "import-form": "FILE [--preview]  读取填好的申请表，输出 JSON | read a filled-in application form",
    "document": "NUMBER FORM --out FILE  输出文书（docx、xlsx、pdf） | write a document",
    "archive": "NUMBER --out FILE，或 --list  输出归档包 | write the sealed archive",
    "verify": "[FILE]  核对归档包或当前数据库 | verify an archive, or the live database",
    "token": "PERSON  为人员签发接口令牌 | issue an API token",
    "doctor": "检查运行状况 | check the installation",
    "backup": "[--out FILE]  备份数据库与附件 | back up database and files",
    "restore": "FILE  在空的数据目录中恢复 | restore into an empty place",
    "migrate": "更新数据库结构 | bring the database to this version",
    "manage": "…  其他管理命令 | any other management command",
}


def help_text() -> str:
    width = max(map(len, COMMANDS))
    rows = "\n".join(f"  {name:<{width}}  {words}" for name, words in COMMANDS.items())
    variables = "\n".join(f"  {name:<28}  {words}" for name, words in env.VARIABLES.items())
    return (
        "协同 Xietong：跨部门协同工作标准化指南的执行系统 | cross-department work, done by the guide\n\n"
        f"用法 Usage: xietong COMMAND …    (xietong COMMAND --help)\n\n{rows}\n\n"
        f"环境变量 Environment:\n  {'PORT':<28}  port of the web pages (default 8000)\n{variables}\n"
    )


def manage(arguments: list[str]) -> int:
    """Run a management command of an installed app."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xietong.config.settings")
    import django  # noqa: PLC0415 - `xietong --help` does without
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import ManagementUtility, get_commands  # noqa: PLC0415

    try:
        django.setup()  # the commands of apps are known only from here on
    except ImproperlyConfigured as problem:
        raise env.BadSetting(str(problem)) from None
    name = arguments[0] if arguments else "help"
    if name.replace("_", "-") in COMMANDS and name not in get_commands():
        print(f"xietong: 命令 {name} 没有安装。 No installed app has this command.", file=sys.stderr)
        return 2
    ManagementUtility(["xietong", *arguments]).execute()
    return 0


def _serve(arguments: list[str], *, worker: bool) -> int:
    from xietong.config.serve import serve  # noqa: PLC0415

    unknown = [word for word in arguments if word != "--demo"]
    if unknown:
        print(f"xietong: 不认识 {' '.join(unknown)}。 Usage: xietong serve [--demo]", file=sys.stderr)
        return 2
    return serve(worker=worker, demo="--demo" in arguments)


def _migrate(arguments: list[str]) -> int:
    """Bring the database up, then what this version brings along in data."""
    code = manage(["migrate", *arguments])
    only_looking = {"--plan", "--check", "--help", "-h"}.intersection(arguments)
    return code if code or only_looking else manage(["load_playbooks"])


STARTERS: dict[str, Callable[[list[str]], int]] = {
    "serve": lambda rest: _serve(rest, worker=True),
    "web": lambda rest: _serve(rest, worker=False),
    "manage": manage,
    "migrate": _migrate,
}


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in {"-h", "--help", "help"}:
        print(help_text(), end="")
        return 0
    name, rest = words[0], words[1:]
    if name not in COMMANDS:
        print(f"xietong: 没有命令 {name}。 Unknown command; see xietong --help", file=sys.stderr)
        return 2
    try:
        start = STARTERS.get(name)
        return start(rest) if start else manage([name.replace("-", "_"), *rest])
    except env.BadSetting as problem:
        print(f"xietong: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
