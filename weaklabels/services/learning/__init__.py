"""A model in the loop: what it learns from, when, what becomes of the order of the queue, and how good it is."""
