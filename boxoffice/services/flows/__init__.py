"""Use cases chained around one call to the world outside; no session is open during it."""
