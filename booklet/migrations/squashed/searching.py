"""The search of the booklet finds words of pages by an index.

Kept beside the text, because a rank that reads a text anew takes a millisecond a page; no model loads it.
"""

from annotate.migrations.squashed.guards import with_tables

WORDS = """
ALTER TABLE booklet_revision ADD COLUMN words tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', text), 'C')
) STORED;
CREATE INDEX revisions_by_word ON booklet_revision USING gin (words);
"""

OPERATIONS = [with_tables(WORDS)]
