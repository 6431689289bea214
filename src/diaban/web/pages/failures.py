"""Pages for what is not there and for what went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from diaban.web.refused_input import write_down


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/not_found.html", status=404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    write_down(request, "no form token")
    return render(request, "pages/stale_form.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer with a page that needs no database and no context, for either may be the cause."""
    return HttpResponse(_FAILED, status=500)


_FAILED = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Lỗi · Địa bàn</title>
<link rel="stylesheet" href="/static/diaban/diaban.css"></head><body><main class="page stack">
<h1>Có lỗi trên máy chủ</h1>
<p>Dữ liệu đã lưu không mất. Hãy thử lại; nếu vẫn lỗi, xem nhật ký
trong cửa sổ đang chạy máy chủ.</p>
<p lang="en">Something failed on the server. What was saved is not lost. Try again; if it fails
again, see the log in the window that runs the server.</p>
<p><a class="button" href="/">Về trang tra cứu · Back to look-up</a></p></main></body></html>"""
