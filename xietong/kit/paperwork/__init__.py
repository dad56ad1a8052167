"""Printed forms, declared once as data (`spec`) and printed by small printers to screen, Word, Excel, PDF and schema."""
