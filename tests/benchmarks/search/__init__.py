"""How fast and how small the search engine is, beside others on the same letters, tokens and queries."""
