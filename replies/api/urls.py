"""Addresses of the API, under `/api/v1/`."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from replies.api.views import MetricList, ReplyDetail, ReplyList

urlpatterns = [
    path("replies/", ReplyList.as_view(), name="api-replies"),
    path("replies/<int:reply_id>/", ReplyDetail.as_view(), name="api-reply"),
    path("metrics/", MetricList.as_view(), name="api-metrics"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
