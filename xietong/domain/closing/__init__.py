"""How it ends and what remains: self-checks, acceptance (form 6), retrospective, leftovers, the sealed archive."""
