"""How a collaboration is asked for, granted and staffed: application (form 1), participations, task forces; who holds which role in it."""
