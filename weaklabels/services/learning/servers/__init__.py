"""Model servers of the operator's list: connected to a question, asked, compared, and taught if they will learn."""
