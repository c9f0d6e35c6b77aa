"""What writes or reads more than one row of the booklet, one file per noun."""
