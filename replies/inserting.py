"""New rows by statements that are made once: what `save` and `bulk_create` do, without their costs.

A letter brings dozens of figures and a handful of names; making a statement for each took longer than all else that
storing a letter does. No signal is sent and no value is checked but by the database; whoever needs those saves objects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from typing import Any

from django.db import connection
from django.db.models import DateField, DecimalField, Field, FileField, JSONField, Model
from django.db.transaction import get_connection

_Columns = tuple[type[Model], tuple[str, ...]]
_gathered: ContextVar[dict[_Columns, list[list[Any]]] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathering() -> Iterator[None]:
    """Within this, what `insert_rows` is given is kept, and written at the end, each table's rows together; sooner by
    `write_gathered`. Nothing is written when an error ends it."""
    token = _gathered.set({})
    try:
        yield
        write_gathered()
    finally:
        _gathered.reset(token)


def write_gathered() -> None:
    """Write now what was kept: called before something is done with the rows."""
    gathered = _gathered.get() or {}
    for (model, names), rows in gathered.items():
        _write(model, names, rows)
    gathered.clear()


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of these columns (`reply_id`, not `reply`), every other column's default being the database's own."""
    columns = (model, tuple(names))
    preparers = _preparers(*columns, get_connection().vendor)
    prepared = [list(row) for row in rows]
    for row in prepared:
        for at, prepare in preparers:
            if row[at] is not None:
                row[at] = prepare(row[at])
    gathered = _gathered.get()
    if gathered is not None:
        gathered.setdefault(columns, []).extend(prepared)
    elif prepared:
        _write(*columns, prepared)


def insert(made: Model, as_json: Mapping[str, str] | None = None) -> None:
    """Insert a new object, which has its primary key afterwards. `as_json` has the values of columns that hold JSON
    where these are JSON already; the object keeps what it had."""
    ready = as_json or {}
    database = get_connection()  # the one behind `connection`, which would be looked for at every use
    if not database.features.can_return_columns_from_insert:
        for name, text in ready.items():
            setattr(made, name, json.loads(text))
        made.save()
        return
    model = type(made)
    names, own = _names(model), _with_values_of_their_own(model)
    row = [ready.get(name) or (own[name](made, add=True) if name in own else getattr(made, name)) for name in names]
    for at, prepare in _preparers(model, names, database.vendor):
        if row[at] is not None and names[at] not in ready:
            row[at] = prepare(row[at])
    with database.cursor() as cursor:
        cursor.execute(f"{_statement(model, names, database.vendor)} RETURNING {_key(model)}", row)
        made.pk = cursor.fetchone()[0]
    made._state.adding, made._state.db = False, database.alias  # noqa: SLF001 - documented for loading by hand


def _write(model: type[Model], names: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # one statement for each row would take it three times as long
            with connection.wrap_database_errors, cursor.copy(_copying(model, names)) as copying:
                for row in rows:
                    copying.write_row(row)
        else:
            cursor.executemany(_statement(model, names, connection.vendor), rows)


@cache
def _fields(model: type[Model]) -> tuple[Field, ...]:
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in _fields(model))


@cache
def _with_values_of_their_own(model: type[Model]) -> dict[str, Callable[..., Any]]:
    """The columns whose value is more than the object's attribute, such as the time of saving, with what gives it."""
    return {field.attname: field.pre_save for field in _fields(model) if type(field).pre_save is not Field.pre_save}


@cache
def _key(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.pk.column)


def _table_and_columns(model: type[Model], names: Sequence[str]) -> str:
    columns = {field.attname: field.column for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    return f"{quote(model._meta.db_table)} ({', '.join(quote(columns[name]) for name in names)})"


@cache
def _statement(model: type[Model], names: tuple[str, ...], _vendor: str) -> str:
    marks = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {_table_and_columns(model, names)} VALUES ({marks})"  # noqa: S608 - our own names


@cache
def _copying(model: type[Model], names: tuple[str, ...]) -> str:
    return f"COPY {_table_and_columns(model, names)} FROM STDIN"


@cache
def _preparers(model: type[Model], names: tuple[str, ...], _vendor: str) -> list[tuple[int, Callable[[Any], Any]]]:
    """What the values of some columns must go through before the database takes them."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    preparers = ((at, _preparer(columns[name])) for at, name in enumerate(names))
    return [(at, prepare) for at, prepare in preparers if prepare]


def _preparer(field: Field) -> Callable[[Any], Any] | None:
    if isinstance(field, DecimalField):
        return partial(
            connection.ops.adapt_decimalfield_value, max_digits=field.max_digits, decimal_places=field.decimal_places
        )
    if isinstance(field, FileField):
        return str
    if isinstance(field, DateField | JSONField):
        return lambda value: field.get_db_prep_save(value, connection)
    return None
