"""Two schemes side by side in other engines: households, one file an engine, and what measures them."""
