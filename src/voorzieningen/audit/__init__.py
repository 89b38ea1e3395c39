"""For who checks the rules: computing a report again, and what differs between two dates or two sets of rules."""
