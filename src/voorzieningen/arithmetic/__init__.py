"""Exact integer arithmetic: denominators fixed at link time, and the operations of generated programs, exact and as bounds."""
