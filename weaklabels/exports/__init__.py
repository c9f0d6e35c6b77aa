"""Taking out what the rules say: hard and soft labels, and the label matrix, of one snapshot in a ZIP."""
