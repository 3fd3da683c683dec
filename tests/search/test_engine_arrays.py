"""What goes into a segment's arrays comes out again, at every width, in parts, and joined with others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replies.search.engines.arrays import ArrayFile, ArrayWriter, DamagedFileError
from replies.search.engines.columns import Codes, ManyCodes, Numbers, Streams
from replies.search.engines.postings import FieldWriter, Postings, TermTable
from replies.search.engines.storage import MemoryStorage
from replies.search.facets import Facet, FacetCounter

TERMS = st.dictionaries(
    st.text("甲乙丙abc", min_size=1, max_size=4),
    st.dictionaries(
        st.integers(0, 200_000),
        st.lists(st.integers(0, 100_000), min_size=1, max_size=5),
        min_size=1,
        max_size=6,
    ),
    min_size=1,
    max_size=12,
)


def written(write) -> ArrayFile:
    storage = MemoryStorage()
    writer = ArrayWriter(storage.create_file("file"))
    write(writer)
    writer.close()
    return ArrayFile(storage.view("file"))


def flat(lists, kind=np.uint32):
    return np.array([each for some in lists for each in some], kind)


@settings(max_examples=60)
@given(terms=TERMS, with_positions=st.booleans())
def test_postings_come_out_as_they_went_in(terms, with_positions):
    names = sorted(term.encode() for term in terms)
    lists = [dict(sorted(terms[name.decode()].items())) for name in names]
    postings = Postings(
        np.array([len(one) for one in lists]),
        flat(lists),
        np.array([len(spots) for one in lists for spots in one.values()], np.uint32),
        flat([spots for one in lists for spots in one.values()]) if with_positions else None,
    )
    circles = (np.arange(200_001) % 3).astype(np.uint8)

    def write(writer):
        field = FieldWriter(writer, "field", circles)
        field.add(names, postings)
        field.close()

    table = TermTable(written(write), "field")
    assert table.terms() == names
    for number, (name, one) in enumerate(zip(names, lists, strict=True)):
        assert table.find(name) == number
        assert table.ids(number).tolist() == list(one)
        assert table.counts(number).tolist() == [len(spots) for spots in one.values()]
        positions = table.positions(number)
        assert (positions.tolist() if with_positions else positions) == (
            [spot for spots in one.values() for spot in spots] if with_positions else None
        )
        assert table.public[number] == sum(document % 3 == 0 for document in one)
        assert table.staff[number] == sum(document % 3 <= 1 for document in one)
    again = table.many(slice(0, len(names)))
    assert again.df.tolist() == postings.df.tolist()
    assert again.ids.tolist() == postings.ids.tolist()
    assert again.counts.tolist() == postings.counts.tolist()
    if with_positions:
        assert again.positions.tolist() == postings.positions.tolist()


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_parts_hold_whole_terms_and_together_everything(most):
    postings = Postings(np.array([2, 1, 3]), np.arange(6), np.array([1, 4, 2, 1, 1, 1]), np.arange(10))
    parts = [part for _, part in postings.split(most)]
    for name in ("df", "ids", "counts", "positions"):
        assert np.concatenate([getattr(part, name) for part in parts]).tolist() == getattr(postings, name).tolist()


def test_terms_are_found_by_beginning_and_by_what_they_hold():
    names = ["中国", "中国农业", "农业", "农业银行", "银行"]

    def write(writer):
        field = FieldWriter(writer, "field", np.zeros(9, np.uint8))
        field.add(sorted(name.encode() for name in names), Postings(np.ones(5, int), np.arange(5), np.ones(5, int)))
        field.close()

    table = TermTable(written(write), "field")
    assert {table[number].decode() for number in table.starting("农业".encode())} == {"农业", "农业银行"}
    assert {table[number].decode() for number in table.containing("业".encode())} == {"中国农业", "农业", "农业银行"}
    assert table.find("农".encode()) is None
    assert table.containing("国银".encode()) == [], "not across the border of two terms"


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [
        (Numbers("u4"), [1, 70_000], [3]),
        (Numbers("V16"), [b"a" * 16, b"\0" * 16], [b"\0b" * 8]),
        (Codes(), ["养老", ""], ["教育"]),
        (ManyCodes(), [("a", "b"), ()], [("b",)]),
        (ManyCodes(), [(), ()], [()]),
    ],
)
def test_columns_come_out_as_they_went_in_also_joined(column, first, second):
    files = [written(lambda writer, some=some: column.write(writer, "c", some)) for some in (first, second)]
    assert [column.value(files[0], "c", number) for number in range(2)] == first
    for stay, expected in [(None, [*first, *second]), (np.array([False, True]), [first[1], *second])]:
        joined = written(lambda writer, stay=stay: column.join(writer, "c", [(files[0], stay), (files[1], None)]))
        assert [column.value(joined, "c", number) for number in range(len(expected))] == expected


def test_streams_come_out_as_they_went_in_also_joined():
    column = Streams(2)
    values = [(np.arange(5, dtype=np.uint16), [2, 5]), column.empty, (np.arange(9, 12, dtype=np.uint16), [0, 3])]
    file = written(lambda writer: column.write(writer, "s", values))
    stay = np.array([False, True, True])
    joined = written(lambda writer: column.join(writer, "s", [(file, None), (file, stay)]))
    for number, (units, ends) in enumerate([*values, *values[1:]]):
        found, found_ends = column.value(joined, "s", number)
        assert (found.tolist(), found_ends) == (units.tolist(), ends)


@pytest.mark.parametrize("cut", [0, 1, 30, -1])
def test_a_file_that_is_cut_short_is_told(cut):
    storage = MemoryStorage()
    writer = ArrayWriter(storage.create_file("file"))
    writer.add("numbers", np.arange(100))
    writer.close()
    with pytest.raises(DamagedFileError):
        ArrayFile(storage.view("file")[:cut])


def test_facets_with_too_many_combinations_are_still_counted():
    size = 2000
    codes = {name: np.arange(size) % count for name, count in (("a", 900), ("b", 800), ("c", 3), ("d", 2))}
    facets = {name: Facet([str(n) for n in range(max(c) + 1)], c.astype(np.intp)) for name, c in codes.items()}
    ids = np.arange(0, size, 3)
    counted, total = FacetCounter(facets, size).counts(list(facets), ids)
    assert total == len(ids)
    for name, each in codes.items():
        expected = {str(code): int((each[ids] == code).sum()) for code in set(each[ids].tolist())}
        assert counted[name] == expected


def test_a_counter_within_a_circle_leaves_out_the_others():
    size = 500
    visible = np.arange(size) % 3 > 0
    more = (np.array([1, 2, 2]), np.array([3, 4, 5]))  # document 3 is hidden
    facets = {
        "a": Facet(["", "x", "y"], np.arange(size) % 3, more),
        "b": Facet([str(n) for n in range(50)], np.arange(size) % 50),
    }
    ids = np.arange(0, size, 2)
    everywhere = FacetCounter(facets, size)
    within = everywhere.within(visible)
    assert within.counts(["a", "b"], ids) == everywhere.counts(["a", "b"], ids[visible[ids]])
    assert within.counts(["a"], np.array([3, 4, 5])) == ({"a": {"y": 3, "x": 1}}, 2)
    assert within.counts(["a"], np.array([3])) == ({"a": {}}, 0)
