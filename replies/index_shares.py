"""Documents of the index for processes of their own: each reads its share of the replies from the database itself.

Such a process begins with nothing loaded; so nothing of Django may be imported here before it is set up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from replies.search.engine import Document

LETTERS = 2500  # a share: what one segment is built of
LAST = (1 << 63) - 1  # no id is higher


def shares(reply_ids: Sequence[int]) -> list[partial[Iterator[Document]]]:
    """What gives the documents of all replies, whose ids now are these (ascending), in shares to be called anywhere;
    none when it is not worth it, or when another process would not find the same database there."""
    from django.db import connection  # noqa: PLC0415

    shared = connection.vendor != "sqlite" or not connection.is_in_memory_db()
    if connection.in_atomic_block or not shared or len(reply_ids) <= LETTERS:
        return []
    # Each begins where the former ends and the last has no end: what comes in meanwhile belongs to one of them.
    starts = reply_ids[::LETTERS]
    ends = [start - 1 for start in starts[1:]]
    name = str(connection.settings_dict["NAME"])
    return [partial(documents_between, name, *each) for each in zip((0, *starts[1:]), (*ends, LAST), strict=True)]


def documents_between(database: str, first: int, last: int) -> Iterator[Document]:
    """The documents of the replies `first` to `last`, in the order of their ids. The process may be a fresh one."""
    django.setup()
    from django.db import connection  # noqa: PLC0415

    from replies.indexing import documents  # noqa: PLC0415

    connection.settings_dict["NAME"] = database  # tests have another than the settings
    return documents(between=(first, last))
