"""The form in which Whoosh keeps our index: a codec whose segments are two files of plain arrays.

`.trm` holds, for every indexed field, its terms and their postings; `.doc` holds the columns by document number.
Whoosh's own writer and searcher work on it; ours read the same arrays directly (`TermsReader.table`,
`DocumentsReader.column`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from whoosh.analysis import Token as WhooshToken
from whoosh.analysis import Tokenizer
from whoosh.codec import base
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence, Format, Positions
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from replies.search import fields
from replies.search.analysis import tokens
from replies.search.engines.arrays import ArrayFile, ArrayWriter
from replies.search.engines.columns import ArrayColumn, Codes, ManyCodes, Numbers, Streams
from replies.search.engines.postings import FieldWriter, Postings, TermTable
from replies.search.engines.storage import Storage

TERMS = ".trm"
DOCUMENTS = ".doc"

COLUMNS: dict[str, ArrayColumn] = {
    "id": Numbers("i8"),
    "digest": Numbers("V16"),
    "audience": Numbers("u1"),  # 0 public, 1 staff, 2 editor
    "year": Numbers("u2"),  # 0: none
    "date": Numbers("u4"),
    "session": Numbers("u2"),
    "length": Numbers("u4"),  # tokens
    "has_figures": Numbers("u1"),
    "damaged": Numbers("u1"),
    **{name: Codes() for name in fields.SINGLE},
    **{name: ManyCodes() for name in fields.MULTIPLE},
    "stream": Streams(len(fields.PARTS)),
}


class FoldedTokens(Tokenizer):
    """The tokens of `replies.search.analysis` as Whoosh asks for them; positions are offsets of characters."""

    def __call__(self, value: str, start_pos: int = 0, start_char: int = 0, **_: Any) -> Iterator[WhooshToken]:
        token = WhooshToken(positions=True, chars=True)
        for text, start, end in tokens(value):
            token.text = token.original = text
            token.boost, token.stopped = 1.0, False
            token.pos = start_pos + start
            token.startchar, token.endchar = start_char + start, start_char + end
            yield token


class Offsets(Positions):
    """Positions that are offsets into a document's stream, as plain integers."""

    def encode(self, poslist: list[int]) -> bytes:
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return list(array("I", valuestring))

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4

    def decode_weight(self, valuestring: bytes) -> float:
        return self.decode_frequency(valuestring) * self.field_boost

    def combine(self, vs: Iterable[bytes]) -> bytes:
        return self.encode(sorted({spot for each in vs for spot in self.decode_positions(each)}))


class Counts(Format):
    """How often a term stands in a document, without where."""

    posting_size = 0

    def word_values(self, value: str, analyzer: Tokenizer, **kwargs: Any) -> Iterator[tuple[str, int, float, bytes]]:
        counts: dict[str, int] = {}
        for token in analyzer(value, **kwargs):
            counts[token.text] = counts.get(token.text, 0) + 1
        return ((word, count, float(count), b"") for word, count in counts.items())


class Words(FieldType):
    """Text cut into tokens."""

    def __init__(self, kind: Format) -> None:
        super().__init__(kind, FoldedTokens(), scorable=True)


class Keys(FieldType):
    """Strings that are found as a whole or not at all: a value is a list of them."""

    def __init__(self) -> None:
        super().__init__(Existence(), None)

    def index(self, value: list[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        return ((key.encode(), 1, 1.0, b"") for key in value)


EVERYWHERE = "everywhere"  # the field that holds the tokens of all parts, with their offsets


def schema() -> Schema:
    """The Whoosh schema: all words with offsets, those of weighty parts once more, exact keys, columns."""
    return Schema(
        **{EVERYWHERE: Words(Offsets())},
        **{part: Words(Counts()) for part in fields.WEIGHTS},
        **{f"key_{name}": Keys() for name in fields.KEYS},
        **{f"by_{name}": COLUMN(column) for name, column in COLUMNS.items()},
    )


class ReplyCodec(base.Codec):
    """Whoosh's way to everything here."""

    length_stats = False

    def per_document_writer(self, storage: Storage, segment: ReplySegment) -> DocumentsWriter:
        return DocumentsWriter(storage, segment)

    def field_writer(self, storage: Storage, segment: ReplySegment) -> TermsWriter:
        return TermsWriter(storage, segment)

    def per_document_reader(self, storage: Storage, segment: ReplySegment) -> DocumentsReader:
        return DocumentsReader(storage, segment)

    def terms_reader(self, storage: Storage, segment: ReplySegment) -> TermsReader:
        return TermsReader(storage, segment)

    def new_segment(self, storage: Storage, indexname: str) -> ReplySegment:  # noqa: ARG002 - Whoosh's signature
        return ReplySegment(indexname)


class ReplySegment(base.Segment):
    """What the table of contents keeps of a segment: its name, how many documents, and which were removed."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self._count = 0
        self.removed = np.empty(0, np.uint32)  # ascending

    def codec(self) -> ReplyCodec:
        return ReplyCodec()

    def should_assemble(self) -> bool:
        return False

    def set_doc_count(self, doccount: int) -> None:
        self._count = doccount

    def doc_count_all(self) -> int:
        return self._count

    def deleted_count(self) -> int:
        return len(self.removed)

    def deleted_docs(self) -> Iterator[int]:
        return iter(self.removed.tolist())

    def is_deleted(self, docnum: int) -> bool:
        at = int(np.searchsorted(self.removed, docnum))
        return at < len(self.removed) and int(self.removed[at]) == docnum

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        change = np.union1d if delete else np.setdiff1d
        self.removed = change(self.removed, np.array([docnum], np.uint32)).astype(np.uint32)

    def stay(self) -> np.ndarray | None:
        """Which documents were not removed; None when all stay."""
        if not len(self.removed):
            return None
        stay = np.ones(self._count, bool)
        stay[self.removed] = False
        return stay


class DocumentsWriter(base.PerDocumentWriter):
    """Collects the columns of a segment's documents and writes them all when it is closed."""

    def __init__(self, storage: Storage, segment: ReplySegment) -> None:
        self._file = segment.create_file(storage, DOCUMENTS)
        self._values: dict[str, list[Any]] = {name: [] for name in COLUMNS}
        self._segment = segment
        self._count = 0
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        if docnum != self._count:
            raise base.OutOfOrderError(f"document {docnum} after {self._count} documents")
        self._count += 1

    def add_field(self, fieldname: str, fieldobj: FieldType, value: Any, length: int) -> None:
        """Nothing is stored but the columns: texts come from the database."""

    def add_column_value(self, fieldname: str, columnobj: ArrayColumn, value: Any) -> None:  # noqa: ARG002
        self._values[fieldname.removeprefix("by_")].append(value)

    def finish_doc(self) -> None:
        for name, values in self._values.items():
            if len(values) < self._count:
                values.append(COLUMNS[name].empty)

    def close(self) -> None:
        writer = ArrayWriter(self._file)
        for name, column in COLUMNS.items():
            column.write(writer, name, self._values[name])
        writer.close()
        self.circles = np.array(self._values["audience"], np.uint8)
        self._segment.set_doc_count(self._count)
        self.is_closed = True


class TermsWriter(base.FieldWriter):
    """Writes terms and postings, field by field: a posting at a time for Whoosh, whole fields by `add_field`."""

    def __init__(self, storage: Storage, segment: ReplySegment) -> None:
        self._writer = ArrayWriter(segment.create_file(storage, TERMS))
        self._names: list[str] = []
        self._field: FieldWriter | None = None
        self.is_closed = False

    def open_field(self, name: str, circles: np.ndarray) -> FieldWriter:
        """A writer for the next field; it must be closed before the next one is opened."""
        self._names.append(name)
        return FieldWriter(self._writer, name, circles)

    def start_field(self, fieldname: str, fieldobj: FieldType) -> None:
        self._field = self.open_field(fieldname, np.zeros(1 << 16, np.uint8))
        self._positions = fieldobj.format.supports("positions")

    def start_term(self, text: bytes) -> None:
        self._term = text
        self._ids: list[int] = []
        self._counts: list[int] = []
        self._spots: list[bytes] = []

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:  # noqa: ARG002 - Whoosh's signature
        self._ids.append(docnum)
        self._counts.append(len(vbytes) // 4 if self._positions else int(weight))
        self._spots.append(vbytes)

    def finish_term(self) -> None:
        spots = np.frombuffer(b"".join(self._spots), np.uint32) if self._positions else None
        ids, counts = np.array(self._ids, np.uint32), np.array(self._counts, np.uint32)
        self._field.add([self._term], Postings(np.array([len(ids)]), ids, counts, spots))

    def finish_field(self) -> None:
        self._field.close()

    def close(self) -> None:
        self._writer.add_text("fields", "\n".join(self._names))
        self._writer.close()
        self.is_closed = True


class TermsReader(base.TermsReader):
    """The terms of a segment. `table` is the direct way; the rest is what Whoosh's searcher asks for."""

    def __init__(self, storage: Storage, segment: ReplySegment) -> None:
        self.file = ArrayFile(storage.view(segment.make_filename(TERMS)))
        self._tables = {name: TermTable(self.file, name) for name in self.file.text("fields").split("\n") if name}

    def table(self, fieldname: str) -> TermTable | None:
        """The terms of a field; None when no document of the segment has any."""
        return self._tables.get(fieldname)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._number(*term) is not None

    def indexed_field_names(self) -> Iterable[str]:
        return self._tables.keys()

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((name, term) for name in sorted(self._tables) for term in self._tables[name].terms())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        table = self._tables.get(fieldname)
        return ((fieldname, table[number]) for number in range(table.place(prefix), len(table))) if table else iter(())

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        number = self._number(fieldname, text)
        if number is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        table = self._tables[fieldname]
        ids, counts = table.ids(number), table.counts(number)
        return TermInfo(
            weight=float(counts.sum(dtype=np.int64)), df=len(ids), minlength=1, maxlength=1 << 20,
            maxweight=float(counts.max()), minid=int(ids[0]), maxid=int(ids[-1]),
        )  # fmt: skip

    def matcher(self, fieldname: str, text: bytes, format_: Format, scorer: Any = None) -> ListMatcher:
        info = self.term_info(fieldname, text)
        table, number = self._tables[fieldname], self._number(fieldname, text)
        counts = table.counts(number).tolist()
        spots = table.positions(number)
        values = [b""] * len(counts)
        if spots is not None:
            ends = np.concatenate(([0], np.cumsum(counts)))
            values = [spots[a:b].astype("u4").tobytes() for a, b in pairwise(ends.tolist())]
        return ListMatcher(table.ids(number).tolist(), [float(count) for count in counts], values, format_, scorer,
                           term=(fieldname, text), terminfo=info)  # fmt: skip

    def close(self) -> None:
        """The maps close with the last array that looks into them."""

    def _number(self, fieldname: str, text: bytes) -> int | None:
        table = self._tables.get(fieldname)
        return table.find(text) if table else None


class DocumentsReader(base.PerDocumentReader):
    """The columns of a segment. `column` is the direct way; the rest is what Whoosh's searcher asks for."""

    def __init__(self, storage: Storage, segment: ReplySegment) -> None:
        self.file = ArrayFile(storage.view(segment.make_filename(DOCUMENTS)))
        self._segment = segment

    def column(self, name: str) -> Any:
        """A column in the form of its kind."""
        return COLUMNS[name].read(self.file, name)

    def value(self, name: str, docnum: int) -> Any:
        """What a column holds of one document."""
        return COLUMNS[name].value(self.file, name, docnum)

    def doc_count(self) -> int:
        return self._segment.doc_count()

    def doc_count_all(self) -> int:
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        return self._segment.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._segment.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return self.file["length"].item(docnum) if fieldname == EVERYWHERE else default

    def field_length(self, fieldname: str) -> int:
        return int(self.file["length"].sum()) if fieldname == EVERYWHERE else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self.file["length"].min()) if fieldname == EVERYWHERE and self.doc_count_all() else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self.file["length"].max()) if fieldname == EVERYWHERE and self.doc_count_all() else 0

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return {"by_id": self.file["id"].item(docnum)}

    def close(self) -> None:
        """The map closes with the last array that looks into it."""
