"""What is in a project's documents before anybody reads them: lengths, languages, copies, gaps, personal data."""
