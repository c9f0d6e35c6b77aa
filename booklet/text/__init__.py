"""What a page's words are, whoever keeps them: rendering, merging and telling versions apart. Pure."""
