"""What people do to a box office by mistake, in malice, or because a machine failed."""
