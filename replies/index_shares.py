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


def shares(reply_ids: Sequence[int]) -> list[partial[Iterator[Document]]]:
    """What gives the documents of all these ids (ascending), in shares to be called anywhere; () when it is not worth
    it, or when another process would not find the same database there."""
    from django.db import connection  # noqa: PLC0415

    shared = connection.vendor != "sqlite" or not connection.is_in_memory_db()
    if connection.in_atomic_block or not shared or len(reply_ids) <= LETTERS:
        return []
    cuts = range(0, len(reply_ids), LETTERS)
    lots = (reply_ids[cut : cut + LETTERS] for cut in cuts)
    return [partial(documents_between, str(connection.settings_dict["NAME"]), lot[0], lot[-1]) for lot in lots]


def documents_between(database: str, first: int, last: int) -> Iterator[Document]:
    """The documents of the replies `first` to `last`, in the order of their ids. The process may be a fresh one."""
    django.setup()
    from django.db import connection  # noqa: PLC0415

    from replies.indexing import documents  # noqa: PLC0415

    connection.settings_dict["NAME"] = database  # tests have another than the settings
    return documents(between=(first, last))
