"""Finding documents: words of any language, filters, pages of a million."""
