"""The caller's side: channels, and the conversation on one page."""
