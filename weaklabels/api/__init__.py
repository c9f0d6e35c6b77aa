"""The rules for programs: /api/v1/projects/<slug>/rules/ and beside it, by the services the pages use."""
