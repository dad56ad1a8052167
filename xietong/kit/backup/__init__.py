"""Backup and restore: one file with the database, the stored files and a manifest that proves both.

The signing key is not in it: a backup that is stolen must not let anybody sign sessions. Keep the key apart.
"""
