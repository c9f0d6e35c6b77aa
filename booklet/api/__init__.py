"""The booklet for programs: what its pages offer, with scoped tokens."""
