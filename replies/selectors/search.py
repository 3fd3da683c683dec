"""The search: parameters in, a page of results with facets, notes and counts out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any, overload

from django.utils.safestring import SafeString

from replies import indexing
from replies.access import Audience, audience_of
from replies.models import Body, Department, Proposal, Reply
from replies.privacy import shown_to
from replies.search.engine import Hit, SearchEngine, SearchRequest
from replies.search.query import And, Node, Number, Or, ParsedQuery, SearchQueryError, Weighted, parse_query
from replies.search.snippets import Highlighter, highlighter, to_html
from replies.search.variants import Expanded, expand
from replies.selectors.help import better_queries, read_pinyin
from replies.selectors.visible import Place, find_proposals, paragraphs_of, place_of, visible_departments

PAGE_SIZE = 20
NEWEST = 8
FEW = 2  # results, up to which something else may have been meant
FACETS = (
    *("district", "year", "response_type", "body", "department"),
    *("subject", "satisfaction", "has_figures", "damaged"),
)
LABELS = {
    "body": {value: str(label) for value, label in Body.choices},
    "has_figures": {"1": "有引用数据", "0": "没有引用数据"},
    "damaged": {"1": "疑有缺损", "0": "未见缺损"},
}
NOT_ON_CARDS = ("parsed", "parser_version", "status_note", "document_number_key", "disclosure_basis", "part")
Labels = Callable[[str], tuple[str, str]]  # a value of a facet -> its label, and within what


class ParameterError(ValueError):
    """A parameter that can't be used: `errors` maps its name to what is wrong, in Chinese. A 400 on page and API."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__("；".join(f"{name}：{'，'.join(texts)}" for name, texts in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class SearchParams:
    """A search as asked for. `filters` maps a facet, `province` or `city` to the values of which one must hold."""

    q: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    sort: str = "relevance"
    page: int = 1
    page_size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One line of a facet. `within` tells places of one name apart (云南省昆明市)."""

    value: str
    label: str
    count: int
    selected: bool = False
    within: str = ""


class FacetValues(Sequence[FacetValue]):
    """The values of one facet in the order of the engine. Each gets its label when it is looked at: a facet may have
    a thousand, of which a page shows a few.
    """

    def __init__(self, counts: Mapping[str, int], chosen: Iterable[str], label: Labels) -> None:
        """`counts` maps values to replies; what is `chosen` stays on offer, also when nothing has it."""
        self.chosen = frozenset(chosen)
        self.counts = dict(counts) | {value: 0 for value in chosen if value not in counts}
        self._values = list(self.counts)
        self._label = label

    def __len__(self) -> int:
        return len(self._values)

    @overload
    def __getitem__(self, index: int) -> FacetValue: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[FacetValue, ...]: ...
    def __getitem__(self, index: int | slice) -> FacetValue | tuple[FacetValue, ...]:
        if isinstance(index, slice):
            return tuple(map(self.of, self._values[index]))
        return self.of(self._values[index])

    def of(self, value: str) -> FacetValue:
        """The line of one value of this facet."""
        label, within = self._label(value)
        return FacetValue(value, label, self.counts[value], value in self.chosen, within)

    def first(self, most: int) -> tuple[FacetValue, ...]:
        """The first values, and those chosen behind them, to be taken off again."""
        return tuple(self.of(value) for place, value in enumerate(self._values) if place < most or value in self.chosen)


@dataclass(frozen=True, slots=True)
class ReplyCard:
    """One result. The `…_html` are escaped, their matches in <mark>.

    `page` is the reply's address, `url` leads there to the paragraph of the snippet.
    """

    reply: Reply
    page: str
    url: str
    title_html: SafeString
    snippet_html: SafeString
    paragraph: int | None
    proposal_numbers: tuple[str, ...]
    department: str
    place: Place | None
    year: int | None
    response_type: str
    body_label: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of a search. `notes` say how the query was understood or mended.

    `number_matches` are the proposals that a number in the query names, to be offered by place and session.
    """

    params: SearchParams
    count: int
    page: int
    pages: int
    results: tuple[ReplyCard, ...]
    facets: dict[str, FacetValues]
    notes: tuple[str, ...] = ()
    did_you_mean: str | None = None
    number_matches: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """What the archive holds, for the first page."""

    total: int
    facets: dict[str, FacetValues]
    newest: tuple[ReplyCard, ...]


def search_replies(user: Any, params: SearchParams, facets: Sequence[str] = FACETS) -> SearchPage:
    """Find replies, and count these facets.

    Raises `ParameterError` for a query or page that can't be, `EngineUnavailable` without an index.
    """
    audience = audience_of(user)
    query, widened = _understood(audience, params.q)
    request = SearchRequest(
        query=widened.tree,
        audience=audience,
        filters=_engine_filters(params.filters),
        year_range=(params.year_from, params.year_to),
        facets=facets,
        sort=params.sort,
        offset=(params.page - 1) * params.page_size,
        limit=params.page_size,
    )
    found = indexing.engine().search(request)
    pages = max(1, math.ceil(found.count / params.page_size))
    if params.page > pages:
        raise ParameterError({"page": [f"没有第 {params.page} 页，共 {pages} 页。"]})
    numbers = tuple(numbers_in(query.tree))
    notes = [*query.notes, *widened.notes]
    if numbers and params.page == 1 and not any(hit.exact for hit in found.hits):
        others = "，下面是文字相近的结果" if found.count else ""
        notes.append(f"没有编号或文号为“{'、'.join(numbers)}”的复文{others}。")
    return SearchPage(
        params=params,
        count=found.count,
        page=params.page,
        pages=pages,
        results=_cards(audience, found.hits, highlighter(widened.tree)),
        facets=_facets(audience, found.facets, params.filters),
        notes=tuple(notes),
        did_you_mean=_better(request, params.q, found.count) if found.count <= FEW else None,
        number_matches=tuple(match for number in numbers for match in find_proposals(user, number)),
    )


def _understood(audience: Audience, typed: str) -> tuple[ParsedQuery, Expanded]:
    """The query as read, and as widened by what its words may also be written as."""
    try:
        query = parse_query(typed)
    except SearchQueryError as error:
        raise ParameterError({"q": [str(error)]}) from None
    return query, expand(query.tree, partial(read_pinyin, audience))


def _better(request: SearchRequest, typed: str, count: int) -> str | None:
    """What may have been meant, if that finds more within the same filters."""
    for better in better_queries(request.audience, typed, found_nothing=not count):
        tree = _understood(request.audience, better)[1].tree
        if indexing.engine().search(replace(request, query=tree, facets=(), limit=0)).count > count:
            return better
    return None


def archive_overview(user: Any) -> Overview:
    """Totals by district, year, response type and body, and the latest replies."""
    found = newest(user, {})
    return Overview(found.count, found.facets, found.results)


def newest(user: Any, filters: Mapping[str, tuple[str, ...]]) -> SearchPage:
    """The first page of all replies within these filters, latest first."""
    return search_replies(user, SearchParams(filters=filters, sort="newest", page_size=NEWEST))


def numbers_in(node: Node) -> Iterator[str]:
    """The numbers that a query names, as typed; not those it excludes, nor what may as well be a year or a word."""
    if isinstance(node, Number):
        yield node.text
    elif isinstance(node, And) or (isinstance(node, Or) and all(isinstance(part, Number) for part in node.parts)):
        for part in node.parts:
            yield from numbers_in(part)
    elif isinstance(node, Weighted):
        yield from numbers_in(node.part)


def _engine_filters(filters: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """The engine knows provinces and cities by all six digits of their codes."""
    return {
        name: frozenset(value.ljust(6, "0") if name in {"province", "city"} else value for value in values)
        for name, values in filters.items()
    }


def _cards(audience: Audience, hits: Iterable[Hit], marker: Highlighter) -> tuple[ReplyCard, ...]:
    """The hits that the database, too, says are there and may be seen, in their order."""
    exact = {hit.id: hit.exact for hit in hits}
    replies = Reply.objects.visible_to(audience).select_related("department").defer(*NOT_ON_CARDS).in_bulk(exact)
    numbers = _numbers(replies)
    return tuple(
        _card(shown_to(replies[pk], audience), tuple(numbers[pk]), marker, exact=exact[pk])
        for pk in exact
        if pk in replies
    )


def _numbers(reply_ids: Iterable[int]) -> Mapping[int, list[str]]:
    """The numbers of the proposals that these replies answer, in the order of proposals."""
    numbers = defaultdict(list)
    order = ("division_code", "term", "session", "number_key")
    links = Reply.proposals.through.objects.filter(reply__in=[*reply_ids])
    found = links.values_list("reply_id", "proposal__number", *(f"proposal__{name}" for name in order))
    for reply_id, number, *_ in sorted(found, key=_proposal_order):  # quicker here than in the database
        if number:
            numbers[reply_id].append(number)
    return numbers


def _proposal_order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """As `Proposal` is ordered: the latest session of a place first, what states none last."""
    _, _, division_code, term, session, number_key = row
    return division_code, -(term or 0), -(session or 0), number_key


def _card(reply: Reply, numbers: tuple[str, ...], marker: Highlighter, *, exact: bool) -> ReplyCard:
    page = reply.get_absolute_url()
    starts = [paragraph.start for paragraph in paragraphs_of(reply)]
    passages = marker.passages(reply.text, starts or None)
    paragraph = passages[0].paragraph if passages else None
    return ReplyCard(
        reply=reply,
        page=page,
        url=f"{page}#p{paragraph}" if paragraph else page,
        title_html=SafeString(to_html(marker.mark(str(reply)))),
        snippet_html=SafeString(to_html(passages)),
        paragraph=paragraph,
        proposal_numbers=numbers,
        department=reply.department.name if reply.department else "",
        place=place_of(reply.division_code),
        year=reply.year,
        response_type=reply.response_type,
        body_label=LABELS["body"].get(reply.body, ""),
        exact=exact,
    )


def _facets(
    audience: Audience, counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, tuple[str, ...]]
) -> dict[str, FacetValues]:
    facets = {}
    for name, counted in counts.items():
        taken = chosen.get(name, ())
        labels = _department_names(audience, counted, taken) if name == "department" else LABELS.get(name, {})
        facets[name] = FacetValues(counted, taken, _place_label if name == "district" else partial(_label, labels))
    return facets


def _department_names(audience: Audience, counted: Iterable[str], chosen: Iterable[str]) -> Mapping[str, str]:
    """Names of departments. What the engine counted lies within the audience; a number that a reader only guesses
    may be of a department whose letters are all hidden, and then stays a number."""
    engine = indexing.engine()
    names = _known_departments(engine, audience, engine.edition())
    if unknown := [value for value in counted if value not in names]:
        found = Department.objects.filter(pk__in=unknown).values_list("pk", "name")
        names |= {str(pk): name for pk, name in found}
    if guessed := [value for value in chosen if value not in names]:
        found = visible_departments(audience).filter(pk__in=guessed).values_list("pk", "name")
        return {**names, **{str(pk): name for pk, name in found}}
    return names


@lru_cache(maxsize=6)  # three circles, and what they knew while the index changes
def _known_departments(_engine: SearchEngine, _audience: Audience, _edition: int) -> dict[str, str]:
    """Names that searches of one circle met in one edition of the index; a new name makes a new edition."""
    return {}


def _place_label(code: str) -> tuple[str, str]:
    """A place's name, and what tells places of one name apart (云南省昆明市)."""
    place = place_of(code)
    return (place.name, place.full_name.removesuffix(place.name)) if place else (code, "")


def _label(labels: Mapping[str, str], value: str) -> tuple[str, str]:
    return labels.get(value, value), ""
