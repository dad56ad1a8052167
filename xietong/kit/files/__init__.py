"""Attachments: stored safely on disk first, then named by a row with their digest."""
