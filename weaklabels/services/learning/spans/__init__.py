"""A model of the words that people mark: what it learns from, what it says, how good it is, and how it is shown."""
