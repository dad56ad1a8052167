"""The environment is read strictly: what cannot be understood stops the start, with its name."""

import os

import pytest

from xietong.config import env


def test_a_misspelt_setting_is_named():
    with pytest.raises(env.BadSetting, match="XIETONG_DATABSE_URL"):
        env.refuse_unknown({"XIETONG_DATABSE_URL": "x", "PATH": "y"})


def test_a_secret_may_stand_in_a_file():
    env.refuse_unknown({"XIETONG_SECRET_KEY_FILE": "x"})


@pytest.mark.parametrize("word", ["ja", "2", "maybe"])
def test_a_switch_is_yes_or_no(monkeypatch, word):
    monkeypatch.setenv("XIETONG_DEBUG", word)

    with pytest.raises(env.BadSetting, match="XIETONG_DEBUG"):
        env.env_bool("XIETONG_DEBUG")


@pytest.mark.parametrize("number", ["0", "-1", "two"])
def test_a_number_has_a_least_value(monkeypatch, number):
    monkeypatch.setenv("XIETONG_WEB_PROCESSES", number)

    with pytest.raises(env.BadSetting, match="XIETONG_WEB_PROCESSES"):
        env.env_int("XIETONG_WEB_PROCESSES", 2, least=1)


def test_the_key_is_made_once_and_closed_to_others(tmp_path, monkeypatch):
    monkeypatch.delenv("XIETONG_SECRET_KEY", raising=False)

    first = env.secret_key(tmp_path)

    assert len(first) >= 50
    assert env.secret_key(tmp_path) == first
    assert os.stat(tmp_path / "secret_key").st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_short_key_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("XIETONG_SECRET_KEY", "short")

    with pytest.raises(env.BadSetting, match="XIETONG_SECRET_KEY"):
        env.secret_key(tmp_path)


def test_a_postgres_address_becomes_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("XIETONG_DATABASE_URL", "postgres://anna:p%40ss@db.example:6432/xietong?sslmode=require")

    found = env.env_database(tmp_path)

    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("anna", "p@ss", "db.example", "6432")
    assert found["NAME"] == "xietong"
    assert found["OPTIONS"]["sslmode"] == "require"


def test_another_kind_of_database_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("XIETONG_DATABASE_URL", "mysql://root@localhost/x")

    with pytest.raises(env.BadSetting, match="XIETONG_DATABASE_URL"):
        env.env_database(tmp_path)


def test_sqlite_waits_for_the_disk_at_each_commit(tmp_path, monkeypatch):
    monkeypatch.delenv("XIETONG_DATABASE_URL", raising=False)

    assert "synchronous=FULL" in env.env_database(tmp_path)["OPTIONS"]["init_command"]
