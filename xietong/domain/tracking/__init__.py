"""How it really goes: daily updates, the tracking table (form 5), alerts, support requests, coordination letters."""
