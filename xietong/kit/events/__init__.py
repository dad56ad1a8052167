"""One stream of events: history, audit trail, timeline, and the outbox of what follows from them."""
