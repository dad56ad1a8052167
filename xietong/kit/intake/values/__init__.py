"""What a single written value means: days, amounts, choices, lists. Every reader says how sure it is."""
