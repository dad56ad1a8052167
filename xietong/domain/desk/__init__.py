"""What crosses everything: my day, portfolio, search, calendar. Owns no tables."""
