"""Tell people what happened: in the product always, by e-mail where the table says so."""
