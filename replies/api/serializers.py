"""The shapes that the API answers with. What a letter does not state is null, or an empty list."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from replies.models import CitedMetric, Reply
from replies.selectors import ReplyCard, SearchPage, place_of, subjects_of


class StatedField(serializers.CharField):
    """Text that may not be stated, which the database keeps as "" and the API says as null."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_null=True, **options)

    def to_representation(self, value: Any) -> str | None:
        return super().to_representation(value) or None


class ReplyUrlField(serializers.Field):
    """The address of a reply's page: with host and scheme when asked over HTTP, else the path."""

    def to_representation(self, value: Reply) -> str:
        request = self.context.get("request")
        path = value.get_absolute_url()
        return request.build_absolute_uri(path) if request else path


class CardSerializer(serializers.Serializer):
    """One result of a search. `snippet` is HTML: escaped, the words that were found in <mark>."""

    id = serializers.IntegerField(source="reply.pk")
    url = extend_schema_field(str)(ReplyUrlField)(source="reply")
    title = serializers.CharField(source="reply.__str__")
    proposal_numbers = serializers.ListField(child=serializers.CharField())
    department = StatedField()
    district = StatedField(source="place.name", default=None)
    division_code = StatedField(source="reply.division_code")
    place = StatedField(source="place.full_name", default=None)
    document_number = StatedField(source="reply.document_number")
    year = serializers.IntegerField(allow_null=True)
    response_type = StatedField()
    body = StatedField(source="reply.body")
    snippet = serializers.CharField(source="snippet_html")
    paragraph = serializers.IntegerField(allow_null=True)


class FacetValueSerializer(serializers.Serializer):
    """A value of a facet and how many of the results have it, its own facet's selection aside."""

    value = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer):
    """The facets of a search, most frequent values first, years newest first."""

    district = FacetValueSerializer(many=True)
    year = FacetValueSerializer(many=True)
    response_type = FacetValueSerializer(many=True)
    body = FacetValueSerializer(many=True)
    department = FacetValueSerializer(many=True)
    subject = FacetValueSerializer(many=True)
    satisfaction = FacetValueSerializer(many=True)
    has_figures = FacetValueSerializer(many=True)
    damaged = FacetValueSerializer(many=True)


class SearchPageSerializer(serializers.Serializer):
    """One page of a search. `notes` say, in Chinese, how the query was understood or mended."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = CardSerializer(many=True)
    facets = FacetsSerializer()
    notes = serializers.ListField(child=serializers.CharField())
    did_you_mean = serializers.CharField(allow_null=True)


def search_answer(page: SearchPage, *, next_url: str | None, previous_url: str | None, request: Any = None) -> dict:
    """A page of a search as `SearchPageSerializer` describes it; also what the `search` command prints."""
    cards: tuple[ReplyCard, ...] = page.results
    return {
        "count": page.count,
        "next": next_url,
        "previous": previous_url,
        "results": CardSerializer(cards, many=True, context={"request": request}).data,
        "facets": {
            name: [
                {"value": value.value, "label": value.label, "count": value.count} for value in values if value.count
            ]
            for name, values in page.facets.items()
        },
        "notes": list(page.notes),
        "did_you_mean": page.did_you_mean,
    }


class ProposalSerializer(serializers.Serializer):
    """A proposal that a reply answers."""

    body = StatedField()
    division_code = StatedField()
    term = serializers.IntegerField(allow_null=True)
    session = serializers.IntegerField(allow_null=True)
    number = StatedField()
    title = StatedField()
    proposers = serializers.ListField(child=serializers.CharField())


class VersionSerializer(serializers.Serializer):
    """Another version of a reply."""

    id = serializers.IntegerField(source="pk")
    url = extend_schema_field(str)(ReplyUrlField)(source="*")
    title = serializers.CharField(source="__str__")
    issue_date = serializers.DateField(allow_null=True)


class ReplySerializer(serializers.ModelSerializer):
    """One reply in full. `parsed` is what was read from `text`, with its places in it, under the names of the
    `parse_letter` command; names and telephone numbers of contacts are left out for the public. `newer_version` is the
    newest version of the reply that the reader may see, where that is another one."""

    url = extend_schema_field(str)(ReplyUrlField)(source="*")
    title = serializers.CharField(source="__str__")
    proposals = ProposalSerializer(many=True)
    proposal_numbers = serializers.SerializerMethodField()
    department = StatedField(source="department.name", default=None)
    co_departments = serializers.SlugRelatedField("name", many=True, read_only=True)
    district = serializers.SerializerMethodField()
    division_code = StatedField()
    document_number = StatedField()
    response_type = StatedField()
    body = StatedField()
    disclosure = StatedField()
    satisfaction = StatedField()
    subjects = serializers.SerializerMethodField()
    parsed = serializers.SerializerMethodField()
    newer_version = VersionSerializer(source="relatives.newest", allow_null=True)

    class Meta:
        model = Reply
        fields = (
            *("id", "url", "title", "proposals", "proposal_numbers", "department", "co_departments", "district"),
            *("division_code", "document_number", "year", "response_type", "body", "disclosure", "satisfaction"),
            *("subjects", "issue_date", "publish_date", "text", "paragraphs", "parsed", "created_at", "updated_at"),
            "newer_version",
        )

    def get_proposal_numbers(self, reply: Reply) -> list[str]:
        return [proposal.number for proposal in reply.proposals.all() if proposal.number]

    def get_district(self, reply: Reply) -> str | None:
        place = place_of(reply.division_code)
        return place.name if place else None

    def get_subjects(self, reply: Reply) -> list[str]:
        return list(subjects_of(reply))

    def get_parsed(self, reply: Reply) -> dict[str, Any]:
        return reply.parsed


class MetricSerializer(serializers.ModelSerializer):
    """A figure that a reply cites, with its place in the reply's text."""

    reply = serializers.PrimaryKeyRelatedField(read_only=True)
    url = extend_schema_field(str)(ReplyUrlField)(source="reply")
    division_code = StatedField(source="reply.division_code")
    year = serializers.IntegerField(source="reply.year", allow_null=True)
    value = serializers.SerializerMethodField()
    indicator = StatedField()
    place = StatedField()
    as_of = StatedField()
    qualifier = StatedField()

    class Meta:
        model = CitedMetric
        fields = (
            *("id", "reply", "url", "division_code", "year", "text", "start", "end", "value", "unit", "label"),
            *("indicator", "place", "as_of", "qualifier", "planned", "damaged", "confirmed"),
        )

    def get_value(self, metric: CitedMetric) -> str:
        return format(metric.value.normalize(), "f")
