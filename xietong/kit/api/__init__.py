"""Manners of the API: tokens, problem+json, versions, idempotency, cursors."""
