"""The archive as JSON (`/api/v1/`): the same form, filters and selectors as the pages, described in OpenAPI."""
