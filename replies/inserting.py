"""Many new rows of one table at once, by a statement that is made once: `bulk_create` without its objects.

A letter brings dozens of figures; making a model object of each and compiling a statement around them took longer than
all else that storing a letter does. No signal is sent, no primary key comes back, no value is checked but by the
database; whoever needs those saves objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import DateField, DecimalField, Field, JSONField, Model


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of these columns (`reply_id`, not `reply`), every other column's default being the database's own."""
    statement, preparers = _statement(model, tuple(names), connection.vendor)
    prepared = [list(row) for row in rows]
    for row in prepared:
        for at, prepare in preparers:
            if row[at] is not None:
                row[at] = prepare(row[at])
    if prepared:
        with connection.cursor() as cursor:
            cursor.executemany(statement, prepared)


@cache
def _statement(model: type[Model], names: tuple[str, ...], _vendor: str) -> tuple[str, list[tuple[int, Callable]]]:
    """The statement, and what the values of some columns must go through before the database takes them."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    listed = ", ".join(quote(columns[name].column) for name in names)
    marks = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({listed}) VALUES ({marks})"  # noqa: S608 - our own names
    preparers = ((at, _preparer(columns[name])) for at, name in enumerate(names))
    return statement, [(at, prepare) for at, prepare in preparers if prepare]


def _preparer(field: Field) -> Callable[[Any], Any] | None:
    if isinstance(field, DecimalField):
        adapt, digits, places = connection.ops.adapt_decimalfield_value, field.max_digits, field.decimal_places
        return lambda value: adapt(value, digits, places)
    if isinstance(field, DateField | JSONField):
        return lambda value: field.get_db_prep_save(value, connection)
    return None
