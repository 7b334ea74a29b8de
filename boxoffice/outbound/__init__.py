"""The world outside: everything here may be slow, say no, or never answer."""
