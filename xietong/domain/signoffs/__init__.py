"""Who must sign what, in which order, by when; the signature itself and the exact bytes signed. Knows its subject only by kind and id."""
