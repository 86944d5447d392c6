"""Follow-ups 回访: asking again, in time, and never so that it harms."""
