"""What every installation is asked: database, schema, worker, queue, disk, files, backup."""

import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from xietong.kit.backup import places
from xietong.kit.health.register import Finding, broken, good, health_check, warning
from xietong.kit.jobs.models import Job, WorkerBeat

SOUND_SQLITE = (3, 51, 3)  # before: a checkpoint that meets a commit can corrupt a WAL database
OLDEST_POSTGRESQL = 14
BEAT_GROWS_OLD = timedelta(minutes=2)
QUEUE_GROWS_OLD = timedelta(minutes=10)
BACKUP_GROWS_OLD = timedelta(days=2)
LITTLE_DISK, TOO_LITTLE_DISK = 2 * 2**30, 200 * 2**20  # bytes
_FULL = 2  # what PRAGMA synchronous answers for FULL; 3 is EXTRA


@health_check("数据库")
def database(now: datetime) -> Finding:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            version = cursor.fetchone()[0]
            cursor.execute("PRAGMA synchronous")
            if cursor.fetchone()[0] < _FULL:
                return broken(
                    f"SQLite {version}，synchronous 不是 FULL：断电可能丢失已确认的签字",
                    "请恢复默认的数据库设置。",
                )
            if tuple(map(int, version.split("."))) < SOUND_SQLITE:
                return warning(
                    f"SQLite {version} 有已知的损坏缺陷（3.51.3 已修复）",
                    "Linux 请安装 pysqlite3；其他系统请升级 Python，或改用 PostgreSQL。",
                )
            return good(f"SQLite {version}，synchronous=FULL")
        cursor.execute("SHOW server_version_num")
        number = int(cursor.fetchone()[0])
        if number // 10000 < OLDEST_POSTGRESQL:
            return broken(f"PostgreSQL {number // 10000} 过旧", f"请升级到 {OLDEST_POSTGRESQL} 或更新版本。")
        return good(f"PostgreSQL {number // 10000}.{number % 10000}")


@health_check("数据库结构")
def schema(now: datetime) -> Finding:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        first = pending[0][0]
        return broken(f"有 {len(pending)} 项更新未执行，如 {first.app_label}.{first.name}", "请运行 xietong migrate。")
    return good("与程序版本一致")


@health_check("后台任务")
def worker(now: datetime) -> Finding:
    beat = WorkerBeat.objects.order_by("-at").first()
    if beat is None or now - beat.at > BEAT_GROWS_OLD:
        since = f"最后一次心跳在 {_ago(now - beat.at)}" if beat else "从未运行"
        return broken(f"后台进程没有运行：{since}；提醒与预警不会发出", "请运行 xietong worker（或 xietong serve）。")
    return good(f"最后一次心跳在 {_ago(now - beat.at)}")


@health_check("任务队列")
def queue(now: datetime) -> Finding:
    failed = Job.objects.filter(status=Job.FAILED).count()
    if failed:
        return warning(f"{failed} 个任务多次失败后停止", "请在运行状况页查看原因后重试。")
    oldest = Job.objects.filter(status=Job.READY, run_after__lte=now).order_by("run_after").first()
    if oldest and now - oldest.run_after > QUEUE_GROWS_OLD:
        return warning(f"最早的任务已等待 {_length(now - oldest.run_after)}", "请增加后台进程，或查看是否有任务卡住。")
    return good("没有积压")


@health_check("磁盘")
def disk(now: datetime) -> Finding:
    free = shutil.disk_usage(places.data()).free
    words = f"剩余 {free / 2**30:.1f} GB（{places.data()}）"
    if free < TOO_LITTLE_DISK:
        return broken(words, "请立即清理磁盘：写满后无法签字与保存。")
    return warning(words, "请清理或扩大磁盘。") if free < LITTLE_DISK else good(words)


@health_check("附件目录")
def files(now: datetime) -> Finding:
    folder = places.files()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as probe:
            probe.write(b"?")
            os.fsync(probe.fileno())
    except OSError as problem:
        return broken(f"{folder} 不能写入：{problem.strerror}", "请检查目录的所有者与权限。")
    return good(f"{folder} 可以写入")


@health_check("备份")
def backup(now: datetime) -> Finding:
    kept = places.kept_backups()
    if not kept:
        return warning("还没有备份", "请运行 xietong backup，并安排每天执行。")
    age = now - datetime.fromtimestamp(kept[-1].stat().st_mtime, tz=now.tzinfo)
    words = f"最近一次在 {_ago(age)}（{kept[-1].name}）"
    return warning(words, "请每天运行 xietong backup。") if age > BACKUP_GROWS_OLD else good(words)


@health_check("设置")
def configuration(now: datetime) -> Finding:
    key = Path(places.data()) / "secret_key"
    if key.exists() and key.stat().st_mode & 0o077:
        return broken(f"{key} 可被他人读取", f"请运行 chmod 600 {key}。")
    if settings.DEBUG:
        return warning("正在以调试方式运行", "正式使用时请去掉 XIETONG_DEBUG。")
    return good("密钥只有所有者可读")


def _ago(age: timedelta) -> str:
    return "刚刚" if age < timedelta(minutes=1) else f"{_length(age)}前"


def _length(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天"
