"""The same work for programs: JSON under /api/v1/, thin over the same services as the pages."""
