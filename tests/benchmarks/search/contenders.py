"""The engines that are compared: each indexes the same tokens and answers the same questions: count, top, facets.

All hold the same of a letter: the tokens of its text and other words, its facets, its number, who may see it, and its
text, which snippets are made of. Ours gets documents and cuts them itself; the others are given the tokens.
"""

from __future__ import annotations

import json
import os
import sqlite3
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from replies.search import fields
from replies.search.analysis import words
from replies.search.engine import Document, SearchRequest
from replies.search.engines.whoosh import WhooshEngine
from replies.search.numbers import proposal_number_key
from tests.benchmarks.search.corpus import Corpus
from tests.benchmarks.search.questions import FACETS, TOP, Question

Facets = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Answer:
    """How many letters, the best of them, and the counts of all facets."""

    count: int
    top: list[int]
    facets: Facets


class Contender(ABC):
    """An engine with an index in a folder."""

    name = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def build(self, corpus: Corpus, tokens: Iterable[str]) -> None:
        """Index the letters; `tokens` gives each one's, in a line."""

    @abstractmethod
    def open(self) -> None:
        """Open the index as a new worker would."""

    @abstractmethod
    def answer(self, question: Question) -> Answer:
        """Answer as for a public reader."""

    def size(self) -> int:
        """The bytes of the index on disk."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def all_words(document: Document) -> str:
    """The tokens of all parts of a document that our engine searches, in a line."""
    return " ".join(word for _, values in fields.part_values(document) for value in values for word in words(value))


def facet_values(document: Document) -> dict[str, list[str]]:
    """The values of a document by facet."""
    found = {
        "district": [document.division_code],
        "year": [str(document.year)],
        "response_type": [document.response_type],
        "body": [document.body],
        "department": [identity for identity, _ in document.departments],
    }
    return {name: [value for value in values if value] for name, values in found.items()}


class Ours(Contender):
    """The archive's engine, through its public door."""

    name = "archive"

    def build(self, corpus: Corpus, tokens: Iterable[str]) -> None:
        WhooshEngine(self.folder).rebuild(lambda: iter(corpus))

    def open(self) -> None:
        self._engine = WhooshEngine(self.folder)
        self._engine.check()

    def answer(self, question: Question) -> Answer:
        filters = {name: frozenset((value,)) for name, value in question.filters.items()}
        found = self._engine.search(SearchRequest(question.node, "public", filters, facets=FACETS, limit=TOP))
        return Answer(found.count, [hit.id for hit in found.hits], found.facets)


class Tantivy(Contender):
    """tantivy through its Python package."""

    name = "tantivy-py"

    def _schema(self) -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", stored=True, fast=True)
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
        builder.add_bytes_field("text", stored=True)
        for name in (*FACETS, "number", "audience"):
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name in FACETS)
        return builder.build()

    def build(self, corpus: Corpus, tokens: Iterable[str]) -> None:
        import tantivy

        self.folder.mkdir(parents=True)
        writer = tantivy.Index(self._schema(), str(self.folder)).writer(256 << 20)
        for document, line in zip(corpus, tokens, strict=True):
            one = tantivy.Document(words=line, audience=document.audience)
            one.add_unsigned("id", document.id)
            one.add_bytes("text", document.text.encode())
            for name, values in facet_values(document).items():
                for value in values:
                    one.add_text(name, value)
            for number in document.proposal_numbers:
                one.add_text("number", proposal_number_key(number))
            writer.add_document(one)
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        import tantivy

        self._tantivy = tantivy
        self._index = tantivy.Index.open(str(self.folder))
        self._searcher = self._index.searcher()
        sizes = {"district": 400, "department": 1100}
        self._facets = {name: {"terms": {"field": name, "size": sizes.get(name, 64)}} for name in FACETS}

    def answer(self, question: Question) -> Answer:
        query = self._query(question)
        found = self._searcher.search(query, TOP, count=True)
        top = [self._searcher.doc(address)["id"][0] for _, address in found.hits]
        buckets = self._searcher.aggregate(query, self._facets)
        facets = {
            name: {each["key"]: each["doc_count"] for each in counted["buckets"]} for name, counted in buckets.items()
        }
        return Answer(found.count, top, facets)

    def _query(self, question: Question) -> Any:
        query, occur, schema = self._tantivy.Query, self._tantivy.Occur, self._index.schema
        parts = []
        if question.kind == "phrase":
            parts.append((occur.Must, query.phrase_query(schema, "words", question.tokens)))
        elif question.kind == "or":
            any_of = [(occur.Should, query.term_query(schema, "words", token)) for token in question.tokens]
            parts.append((occur.Must, query.boolean_query(any_of)))
        elif question.kind == "number":
            named = query.boost_query(
                query.term_query(schema, "number", proposal_number_key(question.terms[0])), 1000.0
            )
            mentioned = query.term_query(schema, "words", question.terms[0])
            parts.append((occur.Must, query.boolean_query([(occur.Should, named), (occur.Should, mentioned)])))
        else:
            parts += [(occur.Must, query.term_query(schema, "words", token)) for token in question.tokens]
        limits = {"audience": "public", **question.filters}
        for name, value in limits.items():
            parts.append((occur.Must, query.const_score_query(query.term_query(schema, name, value), 0.0)))
        return query.boolean_query(parts)


class Fts5(Contender):
    """SQLite's full-text index, facets counted from a table of small codes."""

    name = "SQLite FTS5"

    def build(self, corpus: Corpus, tokens: Iterable[str]) -> None:
        self.folder.mkdir(parents=True)
        base = sqlite3.connect(self.folder / "index.db")
        base.executescript(
            """
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
            CREATE TABLE letter (id INTEGER PRIMARY KEY, text, district, year, response_type, body, number, audience);
            CREATE TABLE department (letter, id);
            CREATE VIRTUAL TABLE word USING fts5 (words, content='', tokenize="unicode61 categories 'L* N* Co P* S*'");
            """
        )
        for document, line in zip(corpus, tokens, strict=True):
            number = proposal_number_key(document.proposal_numbers[0])
            base.execute(
                "INSERT INTO letter VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (document.id, document.text, document.division_code, str(document.year), document.response_type,
                 document.body, number, document.audience),
            )  # fmt: skip
            pairs = [(document.id, identity) for identity, _ in document.departments]
            base.executemany("INSERT INTO department VALUES (?, ?)", pairs)
            base.execute("INSERT INTO word (rowid, words) VALUES (?, ?)", (document.id, line))
        base.executescript(
            """
            CREATE INDEX letter_number ON letter (number);
            CREATE INDEX department_letter ON department (letter, id);
            CREATE INDEX letter_facets ON letter (id, audience, district, year, response_type, body);
            INSERT INTO word (word) VALUES ('optimize');
            """
        )
        base.commit()
        base.close()

    def open(self) -> None:
        self._base = sqlite3.connect(f"file:{self.folder / 'index.db'}?mode=ro", uri=True)
        self._base.execute("SELECT count(*) FROM word WHERE word MATCH '养老'")

    def answer(self, question: Question) -> Answer:
        joined, values = self._from(question)
        run = self._base.execute
        run("DROP TABLE IF EXISTS temp.hit")
        run(f"CREATE TEMP TABLE hit AS SELECT letter.id AS id, {self._score(question)} AS score {joined}", values)
        count = run("SELECT count(*) FROM hit").fetchone()[0]
        top = [row[0] for row in run(f"SELECT id FROM hit ORDER BY score LIMIT {TOP}")]
        facets = {name: dict(run(f"SELECT {name}, count(*) FROM hit JOIN letter USING (id) GROUP BY 1"))
                  for name in FACETS[:-1]}  # fmt: skip
        facets["department"] = dict(
            run("SELECT department.id, count(*) FROM hit JOIN department ON letter = hit.id GROUP BY 1")
        )
        return Answer(count, top, facets)

    @staticmethod
    def _score(question: Question) -> str:
        return "bm25(word)" if question.terms and question.kind != "number" else "0"

    @staticmethod
    def _from(question: Question) -> tuple[str, list[str]]:
        where, values = ["audience = 'public'"], []
        joined = "FROM letter"
        quoted = [f'"{token}"' for token in question.tokens]
        if question.kind == "number":
            where.append("(number = ? OR letter.id IN (SELECT rowid FROM word WHERE word MATCH ?))")
            values += [proposal_number_key(question.terms[0]), quoted[0]]
        elif question.terms:
            joined = "FROM word JOIN letter ON letter.id = word.rowid"
            where.append("word MATCH ?")
            join = {"phrase": " + ", "or": " OR "}.get(question.kind, " AND ")
            values.append(join.join(quoted))
        for name, value in question.filters.items():
            where.append(f"{name} = ?")
            values.append(value)
        return f"{joined} WHERE {' AND '.join(where)}", values


class PlainWhoosh(Contender):
    """Whoosh as it comes: its default codec, its searcher, facets by `groupedby`."""

    name = "plain Whoosh"

    def build(self, corpus: Corpus, tokens: Iterable[str]) -> None:
        from whoosh import fields as whoosh_fields
        from whoosh.analysis import SpaceSeparatedTokenizer
        from whoosh.index import create_in

        self.folder.mkdir(parents=True)
        keyword = whoosh_fields.KEYWORD(sortable=True)
        schema = whoosh_fields.Schema(
            id=whoosh_fields.ID(stored=True), words=whoosh_fields.TEXT(analyzer=SpaceSeparatedTokenizer()),
            text=whoosh_fields.STORED, number=whoosh_fields.ID, audience=whoosh_fields.ID,
            **dict.fromkeys(FACETS[:-1], whoosh_fields.ID(sortable=True)), department=keyword,
        )  # fmt: skip
        writer = create_in(self.folder, schema).writer(procs=os.cpu_count(), limitmb=256, multisegment=True)
        for document, line in zip(corpus, tokens, strict=True):
            values = {name: " ".join(values) for name, values in facet_values(document).items()}
            writer.add_document(
                id=str(document.id), words=line, text=document.text, audience=document.audience,
                number=proposal_number_key(document.proposal_numbers[0]), **values,
            )  # fmt: skip
        writer.commit()

    def open(self) -> None:
        from whoosh.index import open_dir

        self._searcher = open_dir(self.folder).searcher()

    def answer(self, question: Question) -> Answer:
        from whoosh import query
        from whoosh.sorting import FieldFacet

        limits = {"audience": "public", **question.filters}
        narrow = query.And([query.Term(name, value) for name, value in limits.items()])
        facets = {name: FieldFacet(name, allow_overlap=name == "department") for name in FACETS}
        found = self._searcher.search(self._query(question), limit=TOP, filter=narrow, groupedby=facets)
        groups = {name: {key: len(ids) for key, ids in found.groups(name).items() if key} for name in FACETS}
        return Answer(len(found), [int(hit["id"]) for hit in found[:TOP]], groups)

    @staticmethod
    def _query(question: Question) -> Any:
        from whoosh import query

        terms = [query.Term("words", token) for token in question.tokens]
        if question.kind == "phrase":
            return query.Phrase("words", question.tokens)
        if question.kind == "number":
            named = query.Term("number", proposal_number_key(question.terms[0]), boost=1000.0)
            return query.Or([named, *terms])
        if question.kind == "or":
            return query.Or(terms)
        return query.And(terms) if terms else query.Every()


class Postgres(Contender):
    """PostgreSQL's full-text search, ranked by ts_rank, in a schema of its own. Needs DATABASE_URL."""

    name = "PostgreSQL"

    def _connect(self) -> Any:
        import psycopg

        base = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        base.execute("CREATE SCHEMA IF NOT EXISTS search_benchmark")
        base.execute("SET search_path TO search_benchmark")
        return base

    def build(self, corpus: Corpus, tokens: Iterable[str]) -> None:
        self.folder.mkdir(parents=True)
        base = self._connect()
        base.execute("DROP TABLE IF EXISTS letter")
        base.execute(
            "CREATE TABLE letter (id int PRIMARY KEY, text text, words tsvector, district text, year text, "
            "response_type text, body text, department text[], number text, audience text)"
        )
        columns = "id, text, words, district, year, response_type, body, department, number, audience"
        with base.cursor().copy(f"COPY letter ({columns}) FROM STDIN") as copy:
            for document, line in zip(corpus, tokens, strict=True):
                copy.write_row(
                    (document.id, document.text, _tsvector(line), document.division_code, str(document.year),
                     document.response_type, document.body, [identity for identity, _ in document.departments],
                     proposal_number_key(document.proposal_numbers[0]), document.audience)
                )  # fmt: skip
        base.execute("CREATE INDEX ON letter USING gin (words)")
        base.execute("CREATE INDEX ON letter (number)")
        base.execute("ANALYZE letter")

    def open(self) -> None:
        self._base = self._connect()

    def size(self) -> int:
        with self._connect() as base:
            return base.execute("SELECT pg_total_relation_size('letter')").fetchone()[0]

    def answer(self, question: Question) -> Answer:
        where, values = ["audience = 'public'"], []
        score = "0"
        if question.terms:
            sign = {"phrase": " <-> ", "or": " | "}.get(question.kind, " & ")
            wanted = sign.join("'" + token.replace("'", "''") + "'" for token in question.tokens)
            match = "words @@ %s::tsquery"
            score = "ts_rank(words, %s::tsquery)"
            if question.kind == "number":
                match = f"(number = %s OR {match})"
                values.append(proposal_number_key(question.terms[0]))
            where.append(match)
            values = [wanted, *values, wanted]
        for name, value in question.filters.items():
            where.append(f"{name} = %s")
            values.append(value)
        grouped = " UNION ALL ".join(f"SELECT '{name}', {name}, count(*) FROM hit GROUP BY 2" for name in FACETS[:-1])
        rows = self._base.execute(
            f"WITH hit AS MATERIALIZED (SELECT *, {score} AS score FROM letter WHERE {' AND '.join(where)}) "
            f"SELECT 'count', NULL, count(*) FROM hit UNION ALL {grouped} UNION ALL "
            "SELECT 'department', d, count(*) FROM hit, unnest(department) AS d GROUP BY 2 UNION ALL "
            f"(SELECT 'top', NULL, id FROM hit ORDER BY score DESC LIMIT {TOP})",
            values,
        )
        facets: Facets = {name: {} for name in FACETS}
        count, top = 0, []
        for kind, value, number in rows:
            if kind == "count":
                count = number
            elif kind == "top":
                top.append(number)
            else:
                facets[kind][value] = number
        return Answer(count, top, facets)


def _tsvector(line: str) -> str:
    """Tokens as PostgreSQL's text form of a vector with positions; it keeps at most 16,383 of them."""
    positions: dict[str, list[int]] = {}
    for number, token in enumerate(line.split(" "), 1):
        positions.setdefault(token, []).append(min(number, 16383))
    quoted = {token.replace("\\", "\\\\").replace("'", "''"): spots for token, spots in positions.items()}
    return " ".join(f"'{token}':{','.join(map(str, spots[:255]))}" for token, spots in quoted.items())


CONTENDERS: dict[str, type[Contender]] = {
    each.name: each for each in (Ours, Tantivy, Fts5, Postgres, PlainWhoosh)
}  # fmt: skip


def known_counts(corpus: Corpus, asked: Iterable[Question]) -> Counter[str]:
    """For each phrase the number of public letters that hold its characters, by reading all of them."""
    phrases = [question.terms[0] for question in asked if question.kind == "phrase"]
    counts: Counter[str] = Counter()
    for document in corpus:
        if document.audience == "public":
            counts.update(phrase for phrase in phrases if phrase in document.text or phrase in document.title)
    return counts


def written_tokens(path: Path) -> Iterator[str]:
    """The lines of tokens that were written for a corpus."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
