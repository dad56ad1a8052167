"""What the organisation does: eleven houses, each a noun people say."""
