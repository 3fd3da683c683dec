"""What readers may ask of the archive. Pages, API, feeds and commands get their data here and nowhere else.

Every function takes the user first and answers within what `replies.access` lets that user see. What is hidden raises
the same `DoesNotExist` (a `django.core.exceptions.ObjectDoesNotExist`) as what is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from replies.models import Department, Policy, Proposal, Reply, SourceFile

PAGE_SIZE = 20
FACETS = ("district", "year", "response_type", "body", "department")


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
class Place:
    """A division as readers know it: `name` 西山区, `full_name` 云南省昆明市西山区; an unknown code is its own name."""

    code: str
    name: str
    full_name: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One line of a facet. `within` tells places of one name apart (云南省昆明市)."""

    value: str
    label: str
    count: int
    selected: bool = False
    within: str = ""


@dataclass(frozen=True, slots=True)
class ReplyCard:
    """One result. The `…_html` are escaped, their matches in <mark>; `url` leads to the paragraph of the snippet."""

    reply: Reply
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
    facets: dict[str, tuple[FacetValue, ...]]
    notes: tuple[str, ...] = ()
    did_you_mean: str | None = None
    number_matches: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of a reply's text that is one paragraph: its number from 1 (the page's `#p12`) and its span."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal and the replies to it that the reader may see, earliest first."""

    proposal: Proposal
    place: Place | None
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class DivisionPage:
    """What the archive holds of a division (province, city, district or street) and of those under it."""

    place: Place
    total: int
    facets: dict[str, tuple[FacetValue, ...]]
    newest: tuple[ReplyCard, ...]


@dataclass(frozen=True, slots=True)
class DepartmentPage:
    """A department and how much of its work the archive holds; its replies come from `search_replies`."""

    department: Department
    place: Place | None
    total: int
    facets: dict[str, tuple[FacetValue, ...]]
    newest: tuple[ReplyCard, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What the archive holds, for the first page."""

    total: int
    facets: dict[str, tuple[FacetValue, ...]]
    newest: tuple[ReplyCard, ...]


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A policy and the visible replies that cite it, newest first."""

    policy: Policy
    replies: tuple[Reply, ...]


def search_replies(user: Any, params: SearchParams) -> SearchPage:
    """Find replies. Raises `ParameterError` for a query or page that can't be, `EngineUnavailable` without an index."""


def get_reply(user: Any, reply_id: int) -> Reply:
    """One reply with its facts, policies and metrics loaded."""


def paragraphs_of(reply: Reply) -> tuple[Paragraph, ...]:
    """The paragraphs of a reply as its page shows them; what stands between them is white space."""


def get_source(user: Any, reply_id: int) -> SourceFile:
    """The file a reply came in. A file that also holds replies hidden from the reader is hidden with them."""


def get_proposal(  # noqa: PLR0913 - five values name a proposal
    user: Any, *, division_code: str, body: str, term: int, session: int, number: str
) -> ProposalPage:
    """The proposal that these name, with its replies."""


def find_proposals(user: Any, number: str) -> tuple[Proposal, ...]:
    """Proposals of this number in every place and session, the number typed in any way (056, 56, 第０５６号)."""


def get_department(user: Any, department_id: int) -> DepartmentPage:
    """A department, lead or co-, of at least one visible reply."""


def get_division(user: Any, code: str) -> DivisionPage:
    """A division with at least one visible reply: two digits a province, four a city, six a district."""


def archive_overview(user: Any) -> Overview:
    """Totals by district, year, response type and body, and what came in last."""


def list_policies(user: Any, q: str = "", page: int = 1) -> tuple[int, tuple[Policy, ...]]:
    """Policies cited by visible replies, most cited first, each with `reply_count`: how many in all, and one page."""


def get_policy(user: Any, policy_id: int) -> PolicyPage:
    """A policy cited by at least one visible reply."""
