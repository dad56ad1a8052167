"""How we build: mechanisms without a domain word."""
