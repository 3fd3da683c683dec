"""The doors of the API. Hidden and missing are one answer; a wrong parameter is a 400 that names it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.forms import ChoiceField, Field, IntegerField
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from replies.access import audience_of
from replies.api.serializers import MetricSerializer, ReplySerializer, SearchPageSerializer, search_answer
from replies.filters import MetricFilter
from replies.forms import MAX_PAGE_SIZE, SearchForm, ValuesField, search_params
from replies.models import CitedMetric
from replies.search.engine import EngineUnavailable
from replies.selectors import PAGE_SIZE, ParameterError, get_reply, list_metrics, search_replies
from replies.versions import relatives_of


class IndexDown(APIException):
    """The search index does not answer; the archive is otherwise well."""

    status_code = 503
    default_detail = "检索暂时不可用，请稍后再试。"
    default_code = "index_unavailable"


def _described(name: str, field: Field) -> OpenApiParameter:
    """A parameter of the search form as OpenAPI describes it."""
    several = isinstance(field, ValuesField)
    inner = field.each if several else field
    return OpenApiParameter(
        name,
        int if isinstance(inner, IntegerField) else str,
        description=f"{field.label}；可重复，表示“或”" if several else str(field.label),
        enum=[value for value, _ in inner.choices] if isinstance(inner, ChoiceField) else None,
        many=several,
    )


class ReplyList(APIView):
    """The search of the archive: the same as its page."""

    @extend_schema(
        operation_id="replies_search",
        summary="检索复文",
        parameters=[_described(name, field) for name, field in SearchForm.base_fields.items()],
        responses=SearchPageSerializer,
    )
    def get(self, request: Request) -> Response:
        """Replies that match, one page of them, and the facets of all."""
        try:
            page = search_replies(request.user, search_params(request.query_params, strict=True))
        except ParameterError as error:
            raise ValidationError(error.errors) from None
        except EngineUnavailable:
            raise IndexDown from None
        here = request.build_absolute_uri()
        following = replace_query_param(here, "page", page.page + 1) if page.page < page.pages else None
        preceding = replace_query_param(here, "page", page.page - 1) if page.page > 1 else None
        return Response(search_answer(page, next_url=following, previous_url=preceding, request=request))


class ReplyDetail(APIView):
    """One reply: its text and everything that was read from it."""

    @extend_schema(operation_id="replies_read", summary="一篇复文", responses=ReplySerializer)
    def get(self, request: Request, reply_id: int) -> Response:
        """The reply, when it is there and the reader may see it."""
        try:
            reply = get_reply(request.user, reply_id)
        except ObjectDoesNotExist:
            raise NotFound from None
        reply.relatives = relatives_of(reply, audience_of(request.user))
        return Response(ReplySerializer(reply, context={"request": request}).data)


class Pages(PageNumberPagination):
    """Pages of a list, by the same parameters as those of the search; what is no page is a wrong parameter."""

    page_size = PAGE_SIZE
    page_size_query_param = "page_size"
    max_page_size = MAX_PAGE_SIZE

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list | None:
        size = request.query_params.get(self.page_size_query_param)
        if size is not None and size not in map(str, range(1, MAX_PAGE_SIZE + 1)):
            raise ValidationError({self.page_size_query_param: [f"每页条数应为 1 到 {MAX_PAGE_SIZE} 之间的整数。"]})
        try:
            return super().paginate_queryset(queryset, request, view)
        except NotFound:
            raise ValidationError({self.page_query_param: ["没有这一页。"]}) from None


class MetricFilters(DjangoFilterBackend):
    """Filters that refuse a name they do not know: a mistyped filter filters nothing."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        known = {*MetricFilter.base_filters, Pages.page_query_param, Pages.page_size_query_param}
        if unknown := sorted(set(request.query_params) - known):
            raise ValidationError({name: ["没有这个参数。"] for name in unknown})
        return super().filter_queryset(request, queryset, view)


@extend_schema_view(get=extend_schema(operation_id="metrics_list", summary="引用数据"))
class MetricList(ListAPIView):
    """Figures that replies cite, each with its place in its letter."""

    queryset = CitedMetric.objects.none()
    serializer_class = MetricSerializer
    pagination_class = Pages
    filter_backends = (MetricFilters,)
    filterset_class = MetricFilter

    def get_queryset(self) -> QuerySet[CitedMetric]:
        return list_metrics(self.request.user)
