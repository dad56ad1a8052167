"""What the gate lets in and what it sends back, with the sentence that the person reads."""

import io
import struct
import warnings
import zipfile

import pytest

from tests.kit.intake.office_files import Word, excel, rezipped, zipped
from xietong.kit.intake import gate
from xietong.kit.intake.gate import Refused, checked


@pytest.fixture(scope="module")
def word() -> bytes:
    return Word().say("任务名称：甲").bytes()


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return excel(["任务名称", "甲"])


def refusal(data: bytes, name: str) -> Refused:
    with pytest.raises(Refused) as caught:
        checked(data, name)
    return caught.value


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    return rezipped(data, lambda parts: parts.update({name: content}))


def test_honest_files_pass(word, sheet):
    assert checked(word, "申请表.DOCX") == "docx"
    assert checked(sheet, "申请表.v2.xlsx") == "xlsx"


@pytest.mark.parametrize("extension", ["doc", "xls", "docm", "xlsm", "wps", "et", "xlsb", "dotx"])
def test_other_office_formats_are_told_to_save_as(word, extension):
    refused = refusal(word, f"申请表.{extension}")

    assert refused.status == 415
    assert f".{extension}" in refused.message
    assert "另存为" in refused.message


@pytest.mark.parametrize("name", ["申请表.pdf", "申请表.zip", "申请表", "申请表.exe"])
def test_other_files_are_refused_by_name(word, name):
    assert refusal(word, name).status == 415


@pytest.mark.parametrize(
    "content, said",
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"{\\rtf1 ...", "RTF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"<html><table></table></html>", "网页"),
        (gate.OLE + b"\x00" * 600, "旧格式"),
        (b"nothing known", "不是有效的"),
    ],
)
def test_a_renamed_file_is_called_by_what_it_is(content, said):
    refused = refusal(content, "申请表.docx")

    assert refused.status == 415
    assert said in refused.message


def test_a_file_with_a_password_is_recognised():
    encrypted = gate.OLE + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 512

    refused = refusal(encrypted, "申请表.xlsx")

    assert refused.code == "encrypted"
    assert "取消密码" in refused.message


def test_word_and_excel_are_not_taken_for_each_other(word, sheet):
    assert "扩展名改成 .xlsx" in refusal(sheet, "a.docx").message
    assert "扩展名改成 .docx" in refusal(word, "a.xlsx").message


def test_an_ordinary_zip_is_no_form():
    assert refusal(zipped({"readme.txt": b"hello"}), "a.docx").status == 415


def test_too_large_a_file_is_refused_before_it_is_opened():
    refused = refusal(b"PK\x03\x04" + bytes(gate.MAX_FILE), "a.docx")

    assert refused.status == 413
    assert "20 MB" in refused.message


def test_an_empty_file_is_called_empty():
    assert refusal(b"", "a.docx").code == "empty"


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_called_damaged(word, keep):
    refused = refusal(word[: int(len(word) * keep)], "a.docx")

    assert (refused.code, refused.status) == ("damaged", 422)


def test_a_changed_byte_is_noticed_by_its_checksum(word):
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        entry = archive.getinfo("word/document.xml")
    at = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2
    changed = word[:at] + bytes([word[at] ^ 0xFF]) + word[at + 1 :]

    assert refusal(changed, "a.docx").code == "damaged"


def test_a_bomb_is_stopped_by_its_ratio(word):
    refused = refusal(with_part(word, "word/big.xml", b" " * 30_000_000), "a.docx")

    assert refused.code == "ratio"


def test_small_parts_may_pack_well(word):
    assert checked(with_part(word, "word/small.xml", b" " * 500_000), "a.docx") == "docx"


def test_a_flat_bomb_of_many_parts_is_stopped_by_the_sum(word, monkeypatch):
    monkeypatch.setattr(gate, "MAX_UNPACKED", 3_000_000)
    many = rezipped(word, lambda parts: parts.update({f"word/x{n}.xml": b" " * 900_000 for n in range(5)}))

    refused = refusal(many, "a.docx")

    assert (refused.code, refused.status) == ("unpacked_too_large", 413)


def test_a_part_that_lies_about_its_size_is_counted_all_the_same(word):
    bomb = bytearray(with_part(word, "word/zz.xml", b" " * 5_000_000))
    real, claimed = struct.pack("<I", 5_000_000), struct.pack("<I", 10)
    while (at := bomb.find(real)) >= 0:
        bomb[at : at + 4] = claimed

    assert refusal(bytes(bomb), "a.docx").code in ("ratio", "damaged")


def test_too_many_parts_are_refused(word):
    many = rezipped(word, lambda parts: parts.update({f"word/x{n}.xml": b"<a/>" for n in range(200)}))

    assert refusal(many, "a.docx").code == "too_many_entries"


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../up.xml", "word/../../up.xml", "c:/x.xml", "word\\x.xml", "a\u202eb.xml"]
)
def test_odd_names_are_refused(word, name):
    assert refusal(with_part(word, name, b"<a/>"), "a.docx").code == "odd_name"


def test_two_parts_of_one_name_are_refused(word):
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        double = zipped([*parts, ("word/document.xml", b"<a/>")])

    assert refusal(double, "a.docx").code == "duplicate_name"
    assert refusal(zipped([*parts, ("WORD/Document.xml", b"<a/>")]), "a.docx").code == "duplicate_name"


def test_overlapping_parts_are_refused(word):
    data = bytearray(word)
    directory = data.rfind(b"PK\x05\x06")
    start = struct.unpack("<I", data[directory + 16 : directory + 20])[0]
    first = data.find(b"PK\x01\x02", start)
    second = data.find(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]

    assert refusal(bytes(data), "a.docx").code in ("overlap", "damaged")


@pytest.mark.parametrize(
    "part, content",
    [
        ("word/vbaProject.bin", b"\x00"),
        ("word/vbaData.xml", b"<a/>"),
        ("xl/macrosheets/sheet1.xml", b"<a/>"),
    ],
)
def test_macro_parts_are_refused(word, part, content):
    refused = refusal(with_part(word, part, content), "a.docx")

    assert refused.code == "macro"
    assert "不带宏" in refused.message


def test_a_macro_type_under_an_innocent_name_is_refused(word):
    def add_type(parts):
        types = parts["[Content_Types].xml"].replace(b"wordprocessingml.document.main+xml", b"x.macroEnabled.main+xml")
        parts["[Content_Types].xml"] = types

    assert refusal(rezipped(word, add_type), "a.docx").code == "macro"


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


@pytest.mark.parametrize(
    "content",
    [
        DOCTYPE,
        DOCTYPE.decode().replace("<?xml", '<?xml encoding="UTF-16"').encode("utf-16"),
        b"<!--" + b"x" * (gate.CHUNK - 10) + b"-->" + DOCTYPE,
        b"<a/><!entity b 'c'>",
    ],
    ids=["plain", "utf-16", "across the edge of a piece", "entity alone"],
)
def test_a_document_type_is_refused_in_any_part(word, content):
    assert refusal(with_part(word, "customXml/item9.xml", content), "a.docx").code == "doctype"


def test_an_encoding_that_could_hide_one_is_refused(word):
    hidden = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'.encode("ascii")

    assert refusal(with_part(word, "word/x.xml", hidden), "a.docx").code == "odd_encoding"


def test_a_protected_zip_entry_is_recognised(word):
    data = bytearray(word)
    for sign, at_flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = -1
        while (at := data.find(sign, at + 1)) >= 0:
            data[at + at_flags] |= 1

    assert refusal(bytes(data), "a.docx").code == "encrypted"
