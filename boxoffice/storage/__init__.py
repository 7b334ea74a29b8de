"""The database: what is kept, how it is read, and the one way it is written."""
