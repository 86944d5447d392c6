"""The law: statutes, reviewed answers, the search among them and the numbers to call."""
