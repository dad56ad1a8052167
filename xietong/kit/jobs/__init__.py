"""One queue in the database: leased jobs, clock jobs, the worker. No broker."""
