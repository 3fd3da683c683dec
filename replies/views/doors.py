"""What every page does alike: turning what a selector raises into the answer a reader gets."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
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


def wants_part(request: HttpRequest, target: str) -> bool:
    """Whether htmx asks only for the part of the page with this id. Going back in history gets the whole page."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and htmx.target == target and not htmx.history_restore_request
