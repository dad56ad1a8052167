"""Who does what: the process map and the responsibility list (form 2), and the findings about both."""
