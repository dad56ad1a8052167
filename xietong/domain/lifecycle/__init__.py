"""The four stages and their gates as one table; a collaboration's home page. Owns no tables."""
