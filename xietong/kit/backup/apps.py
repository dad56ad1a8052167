"""Backup and restore as a Django app: two commands, no tables."""

from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "xietong.kit.backup"
    label = "backup"
