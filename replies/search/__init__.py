"""Documents in, hits and counts out. Pure Python: no Django, no database; an engine behind one protocol."""
