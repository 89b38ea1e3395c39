"""The semantic version of the library; the rules have a calendar version of their own."""

__version__ = "0.8.0"
