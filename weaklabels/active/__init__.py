"""The model in the loop: arithmetic only, arrays in, numbers out; nothing of Django and nothing of Gloss."""
