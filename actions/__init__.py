"""What the assistant may do, one file per act; each returns the replies to say."""
