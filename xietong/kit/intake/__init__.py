"""Reading filled forms back: Word, Excel or pasted text in, the lines of a paper out. No Django in here."""
