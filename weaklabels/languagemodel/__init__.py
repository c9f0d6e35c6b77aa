"""Talking to the one language model an operator names: carefully, since texts go out and answers are a stranger's."""
