"""Mind maps as trees of nodes: merging, outline and drawing. Pure."""
