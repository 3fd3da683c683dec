"""What every page does alike: turning what a selector raises into the answer a reader gets."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from replies.search.engine import EngineUnavailable
from replies.selectors import ParameterError

View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """A page for reading: hidden and missing are one 404, a wrong parameter is a 400 that names it, no index a 503."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _refuse_nul(request)
            response = view(request, *args, **kwargs)
        except ObjectDoesNotExist:
            raise Http404 from None
        except ParameterError as error:
            return render(request, "400.html", {"errors": error.errors}, status=400)
        except EngineUnavailable:
            response = render(request, "503.html", status=503)
            response["Retry-After"] = "30"
            return response
        return response

    return answer


def _refuse_nul(request: HttpRequest) -> None:
    """No address and no parameter holds a NUL; PostgreSQL would fail on it."""
    if "\0" in request.path:
        raise Http404
    if wrong := [name for name, values in request.GET.lists() if "\0" in "".join((name, *values))]:
        raise ParameterError({name.replace("\0", ""): ["不能含有空字符（NUL）。"] for name in wrong})


def wants_part(request: HttpRequest, target: str) -> bool:
    """Whether htmx asks only for the part of the page with this id. Going back in history gets the whole page."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and htmx.target == target and not htmx.history_restore_request


def desk(may: Callable[[Any], bool]) -> Callable[[View], View]:
    """A page of the staff's desk: strangers are asked to log in, who may not is told so, whatever the page holds.

    Nothing of it is kept by browsers, so that after logging out nobody leafs back to it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.user):
                raise PermissionDenied
            try:
                response = view(request, *args, **kwargs)
            except ObjectDoesNotExist:
                raise Http404 from None
            patch_cache_control(response, private=True, no_store=True)
            return response

        return answer

    return decorate


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that Django refuses; one with too many files says so."""
    errors = {}
    if isinstance(exception, TooManyFilesSent):
        errors = {
            "文件": [f"一次最多上传 {settings.DATA_UPLOAD_MAX_NUMBER_FILES} 个文件；请分几次上传，或打成压缩包。"]
        }
    return render(request, "400.html", {"errors": errors}, status=400)
