"""Addresses of the pages and of the API (the contract's table)."""

urlpatterns: list = []
