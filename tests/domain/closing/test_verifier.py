"""A package that was tampered with is found, with its place; the verifier needs only Python 3.8."""

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.domain.closing.ending import ready_to_archive, sealed
from xietong.domain.closing import verifier
from xietong.domain.closing.services.archive import file_of
from xietong.domain.closing.verifier import FORMAT, MANIFEST

pytestmark = pytest.mark.django_db
_kept: list[tuple[str, bytes]] = []


@pytest.fixture
def package(request, tmp_path):
    """A copy of one sealed package, to be spoilt. Sealed once for all tests: printing documents takes seconds."""
    if not _kept:
        cast = request.getfixturevalue("cast")
        path = file_of(sealed(ready_to_archive(cast), cast))
        _kept.append((path.name, path.read_bytes()))
    name, content = _kept[0]
    copy = tmp_path / name
    copy.write_bytes(content)
    return copy


def first(path):
    return next(verifier.findings(path), None)


def entries(path):
    with zipfile.ZipFile(path) as zipped:
        return [(info, zipped.read(info)) for info in zipped.infolist()]


def rewrite(path, rows, *, comment=None, relist=False):
    """Write a package anew the way a forger would; with `relist` he also writes a fitting list and comment."""
    with zipfile.ZipFile(path) as zipped:
        comment = zipped.comment if comment is None else comment
    rows = list(rows)
    if relist:
        manifest = next(json.loads(content) for info, content in rows if info.filename.endswith(MANIFEST))
        top = rows[0][0].filename.split("/")[0]
        old = {entry["path"]: entry for entry in manifest["entries"]}
        manifest["entries"] = [
            {**old.get(info.filename[len(top) + 1 :], {"kind": "data"}), "path": info.filename[len(top) + 1 :]}
            | {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for info, content in rows
            if not info.filename.endswith(MANIFEST)
        ]
        written = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        rows = [(info, written if info.filename.endswith(MANIFEST) else content) for info, content in rows]
        comment = f"{FORMAT} {hashlib.sha256(written).hexdigest()}".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as zipped:
        for info, content in rows:
            fresh = zipfile.ZipInfo(info.filename, info.date_time)
            fresh.create_system, fresh.external_attr = 3, 0o600 << 16
            zipped.writestr(fresh, content)
        zipped.comment = comment


KINDS = (
    "文件/", "附件/", "数据/planning.Task", "数据/people", "签名/记录/", "签名/内容/", "操作记录/events", "操作记录/seals", "verify.py", "说明",
    "归档目录", "manifest",
)  # fmt: skip


def test_a_whole_package_is_found_whole(package):
    assert list(verifier.findings(package)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_byte_in_any_kind_of_entry_is_found_there(package, kind):
    with zipfile.ZipFile(package) as zipped:
        info = next(i for i in zipped.infolist() if i.filename.split("/", 1)[1].startswith(kind))
        content = zipped.read(info)
    raw = bytearray(package.read_bytes())
    at = raw.index(content, info.header_offset) + len(content) // 2
    raw[at] ^= 1
    package.write_bytes(raw)

    found = first(package)

    assert found
    assert found.where == info.filename.split("/", 1)[1]


def test_every_single_byte_of_the_file_is_covered(package):
    """A flip at any of many places, headers and directory included, is found."""
    raw = package.read_bytes()
    places = [*range(0, len(raw), max(1, len(raw) // 60)), *range(len(raw) - 180, len(raw))]
    for at in places:
        spoilt = bytearray(raw)
        spoilt[at] ^= 0x10
        package.write_bytes(spoilt)
        assert first(package), f"byte {at} of {len(raw)}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_entry_in_a_rewritten_zip_is_found(package, kind):
    rows = [
        (i, c[:-1] + bytes([c[-1] ^ 1]) if i.filename.split("/", 1)[1].startswith(kind) else c)
        for i, c in entries(package)
    ]
    rewrite(package, rows)

    found = first(package)

    assert found
    assert found.where.startswith(kind)


def test_a_removed_an_added_and_exchanged_entries_are_found(package):
    rows = entries(package)
    documents = [n for n, (info, _) in enumerate(rows) if "/文件/" in info.filename]

    rewrite(package, rows[: documents[0]] + rows[documents[0] + 1 :])
    found = first(package)
    assert (found.where, "删除" in found.message) == (rows[documents[0]][0].filename.split("/", 1)[1], True)

    extra = zipfile.ZipInfo(rows[0][0].filename.split("/")[0] + "/附件/后来.txt", rows[0][0].date_time)
    rewrite(package, [*rows, (extra, b"later")])
    found = first(package)
    assert (found.where, "后来加入" in found.message) == ("附件/后来.txt", True)

    a, b = documents[:2]
    swapped = list(rows)
    swapped[a], swapped[b] = (rows[a][0], rows[b][1]), (rows[b][0], rows[a][1])
    rewrite(package, swapped)
    assert first(package).where == rows[a][0].filename.split("/", 1)[1]


def test_a_cut_package_and_other_files_are_refused(package, tmp_path):
    raw = package.read_bytes()
    for kept in (len(raw) - 1, len(raw) // 2, 10, 0):
        package.write_bytes(raw[:kept])
        assert "截断" in first(package).message or "zip" in first(package).message
    package.write_bytes(raw + b"tail")
    assert first(package)
    package.write_bytes(b"MZ" + raw)
    assert first(package)


def changed(rows, name, change):
    return [(i, change(c) if i.filename.endswith(name) else c) for i, c in rows]


def test_a_forger_who_rewrites_the_list_still_meets_the_digests_inside(package):
    rows = entries(package)
    signature = next(i.filename for i, _ in rows if "/签名/记录/" in i.filename)
    rewrite(package, changed(rows, signature, lambda c: c.replace("同意".encode(), "反对".encode())), relist=True)
    assert "签名记录与其摘要不符" in first(package).message

    def other_signer(content):
        data = json.loads(content)
        data["rows"][0]["person_id"] += 1
        return json.dumps(data, ensure_ascii=False).encode()

    rewrite(package, changed(rows, "signoffs.Signature.json", other_signer), relist=True)
    assert first(package).where.startswith("签名第")

    rewrite(package, changed(rows, "events.jsonl", lambda c: c.replace(b"Passed", b"Failed")), relist=True)
    assert first(package).where.startswith("操作记录第")

    rewrite(package, changed(rows, "events.jsonl", lambda c: b"\n".join(c.split(b"\n")[1:])), relist=True)
    assert "操作记录" in first(package).message

    attachment = next(i.filename for i, _ in rows if "/附件/" in i.filename)
    rewrite(package, changed(rows, attachment, lambda c: c + b"!"), relist=True)
    assert first(package).where.startswith("附件《")

    def other_title(content):
        data = json.loads(content)
        data["rows"][0]["title"] = "别的项目"
        return json.dumps(data, ensure_ascii=False).encode()

    rewrite(package, changed(rows, "collaborations.Collaboration.json", other_title), relist=True)
    assert first(package).where == MANIFEST


def test_a_seal_with_another_leaf_breaks_the_chain(package):
    def other_leaf(content):
        line = json.loads(content.split(b"\n")[0])
        line["leaves"][0][1] = "0" * 64
        rest = content.split(b"\n", 1)[1]
        return json.dumps(line, sort_keys=True, separators=(",", ":")).encode() + b"\n" + rest

    rewrite(package, changed(entries(package), "seals.jsonl", other_leaf), relist=True)

    assert first(package).where.startswith("操作记录封签第")


def test_the_unpacked_folder_is_checked_too(package, tmp_path):
    with zipfile.ZipFile(package) as zipped:
        zipped.extractall(tmp_path / "out")
    folder = next((tmp_path / "out").iterdir())
    assert list(verifier.findings(folder)) == []

    (folder / "说明.txt").write_text("别的", encoding="utf-8")

    assert first(folder).where == "说明.txt"


def test_the_travelling_verifier_runs_alone(package, tmp_path):
    """On the oldest Python at hand, outside the project, without any of its packages."""
    with zipfile.ZipFile(package) as zipped:
        name = next(n for n in zipped.namelist() if n.endswith("/verify.py"))
        (tmp_path / "verify.py").write_bytes(zipped.read(name))
    python = next((found for v in ("3.8", "3.9", "3.10") if (found := _python(v))), sys.executable)

    def run(*arguments):
        return subprocess.run(
            [python, "-I", str(tmp_path / "verify.py"), *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )

    good = run(package)
    assert (good.returncode, "核验通过" in good.stdout) == (0, True), good.stdout + good.stderr
    assert verifier.file_digest(package) in good.stdout
    raw = bytearray(package.read_bytes())
    raw[len(raw) // 2] ^= 1
    package.write_bytes(raw)
    bad = run(package)
    assert (bad.returncode, bad.stdout.startswith("✗ ")) == (1, True)
    assert run(tmp_path / "nothing.zip").returncode == 1


def _python(version):
    found = shutil.which(f"python{version}")
    if found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0:
        return found
    return None
