"""Bytes of a file in, its text out: one function a format. Pure Python: no Django, no database."""
