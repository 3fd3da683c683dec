"""The engines that satisfy `replies.search.engine.SearchEngine`, one module each."""
