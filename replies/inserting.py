"""New rows by statements that are made once: what `save` and `bulk_create` do, without their costs.

A letter brings dozens of figures and a handful of names; making a statement for each took longer than all else that
storing a letter does. No signal is sent and no value is checked but by the database; whoever needs those saves objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import DateField, DecimalField, Field, FileField, JSONField, Model


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


def insert(made: Model) -> None:
    """Insert a new object, which has its primary key afterwards."""
    if not connection.features.can_return_columns_from_insert:
        made.save()
        return
    fields = _fields(type(made))
    statement, preparers = _statement(type(made), tuple(field.attname for field in fields), connection.vendor)
    row = [field.pre_save(made, add=True) for field in fields]
    for at, prepare in preparers:
        if row[at] is not None:
            row[at] = prepare(row[at])
    key = made._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING {connection.ops.quote_name(key.column)}", row)
        made.pk = cursor.fetchone()[0]
    made._state.adding, made._state.db = False, connection.alias  # noqa: SLF001 - documented for loading by hand


@cache
def _fields(model: type[Model]) -> tuple[Field, ...]:
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


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
    if isinstance(field, FileField):
        return str
    if isinstance(field, DateField | JSONField):
        return lambda value: field.get_db_prep_save(value, connection)
    return None
