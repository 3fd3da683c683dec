"""Rows that are inserted without objects: as `save` would have them, kept until they are wanted, refused as usual."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from replies.inserting import gathering, insert, insert_rows, write_gathered
from replies.models import CitedMetric, Proposal, Reply
from replies.preparing import LARGEST_VALUE
from tests.rows import make_reply, make_source

pytestmark = pytest.mark.django_db
COLUMNS = ("reply_id", "start", "end", "text", "value", "unit", "label", "indicator", "place", "as_of", "qualifier",
           "planned", "damaged")  # fmt: skip


def row(reply: Reply, start: int = 3, text: str = "12公里", value: str = "12000.5") -> tuple:
    return (reply.pk, start, start + 4, text, Decimal(value), "米", "步道", "", "", "2022", "", False, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12公里", "12000.5"),
        ("一\t二\\n三\n四", "0"),
        ("'引号'\"与\\.", "-1"),
        ("％%s", "999999999999999"),
        ("\\N", "0.00000001"),
    ],
)
def test_what_is_inserted_is_what_is_read(text, value):
    reply = make_reply()
    insert_rows(CitedMetric, COLUMNS, [row(reply, text=text, value=value), row(reply, start=9)])
    first, second = reply.metrics.all()
    assert (first.text, first.value, first.unit, first.as_of) == (text, Decimal(value), "米", "2022")
    assert (first.planned, first.damaged, first.confirmed) == (False, True, None)
    assert second.text == "12公里"


def test_the_largest_figure_that_is_stored_can_be_read_again():
    reply, largest = make_reply(), LARGEST_VALUE - 1
    insert_rows(CitedMetric, COLUMNS, [row(reply, value=str(largest))])
    assert abs(reply.metrics.get().value / largest - 1) < Decimal("1e-15")  # SQLite keeps 15 digits


def test_json_that_is_text_already_is_read_as_it_was():
    reply = Reply(source=make_source(), part=1, text="甲", parser_version="1")
    insert(reply, {"parsed": '{"signer":"王\\"明","n":[1,null]}', "paragraphs": "[[0,1]]"})
    stored = Reply.objects.get(pk=reply.pk)
    assert stored.parsed == {"signer": '王"明', "n": [1, None]}
    assert (stored.paragraphs, stored.private, reply.parsed) == ([[0, 1]], {}, {})


def test_a_new_object_has_its_key():
    proposal = Proposal(number="031", number_key="31", proposers=["王小明"])
    insert(proposal)
    assert Proposal.objects.get(pk=proposal.pk).proposers == ["王小明"]


def test_rows_are_kept_until_they_are_wanted():
    reply = make_reply()
    with gathering():
        insert_rows(CitedMetric, COLUMNS, [row(reply)])
        insert_rows(CitedMetric, COLUMNS, [row(reply, start=9)])
        assert not reply.metrics.exists()
        write_gathered()
        assert reply.metrics.count() == 2
        insert_rows(CitedMetric, COLUMNS, [row(reply, start=20)])
    assert reply.metrics.count() == 3


def test_an_error_leaves_nothing_to_be_written():
    reply = make_reply()

    def fail() -> None:
        with gathering():
            insert_rows(CitedMetric, COLUMNS, [row(reply)])
            raise ValueError("unforeseen")

    with pytest.raises(ValueError, match="unforeseen"):
        fail()
    with gathering():
        pass
    assert not reply.metrics.exists()


def test_what_the_database_refuses_is_said_as_by_any_other_statement():
    reply = make_reply()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(CitedMetric, COLUMNS, [row(reply), row(reply)])
    assert not reply.metrics.exists()
