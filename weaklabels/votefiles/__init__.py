"""Files with votes made elsewhere: tables (CSV, JSON Lines, Parquet) and matrices of Snorkel, read as columns."""
