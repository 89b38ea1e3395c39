"""The version of the library, as released."""

__version__ = "2026.11.0"
