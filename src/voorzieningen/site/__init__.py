"""The site for who reads the rules: every page made from the rules and the code, with nothing said twice."""

from voorzieningen.site._pages import Page, site_pages

__all__ = ["Page", "site_pages"]
