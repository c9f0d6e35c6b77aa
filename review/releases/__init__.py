"""Data sets to be published: which document goes into which part, what is said of them, and how two differ. Pure."""
