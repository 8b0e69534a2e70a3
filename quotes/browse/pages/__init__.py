"""The pages: each module asks the database, through a connection that cannot write, what its page shows."""
