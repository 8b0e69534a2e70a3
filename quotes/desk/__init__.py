"""What one does with a database: search, verify, review, cite, export, topics."""
