"""What readers may ask of the archive. Pages, API, feeds and commands get their data here and nowhere else.

Every function takes the user first and answers within what `replies.access` lets that user see. What is hidden raises
the same `DoesNotExist` (a `django.core.exceptions.ObjectDoesNotExist`) as what is not there.
"""

from replies.indexing import subjects_of
from replies.selectors.help import public_replies, related_replies, suggest
from replies.selectors.records import (
    DepartmentPage,
    DivisionPage,
    PolicyPage,
    ProposalPage,
    get_department,
    get_division,
    get_policy,
    get_proposal,
    get_reply,
    get_source,
    list_metrics,
    list_policies,
)
from replies.selectors.search import (
    FACETS,
    PAGE_SIZE,
    FacetValue,
    FacetValues,
    Overview,
    ParameterError,
    ReplyCard,
    SearchPage,
    SearchParams,
    archive_overview,
    search_replies,
)
from replies.selectors.visible import Paragraph, Place, find_proposals, paragraphs_of, place_of, provinces

__all__ = [
    "FACETS",
    "PAGE_SIZE",
    "DepartmentPage",
    "DivisionPage",
    "FacetValue",
    "FacetValues",
    "Overview",
    "Paragraph",
    "ParameterError",
    "Place",
    "PolicyPage",
    "ProposalPage",
    "ReplyCard",
    "SearchPage",
    "SearchParams",
    "archive_overview",
    "find_proposals",
    "get_department",
    "get_division",
    "get_policy",
    "get_proposal",
    "get_reply",
    "get_source",
    "list_metrics",
    "list_policies",
    "paragraphs_of",
    "place_of",
    "provinces",
    "public_replies",
    "related_replies",
    "search_replies",
    "subjects_of",
    "suggest",
]
