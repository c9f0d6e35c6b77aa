"""What a team should talk about, and whether talking helped. Arithmetic only; nothing of Django."""
