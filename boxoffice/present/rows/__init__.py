"""What each list shows: one table per thing that is listed."""
