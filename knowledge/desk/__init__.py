"""The editor's desk: entries with every revision, in the desk's own database."""
