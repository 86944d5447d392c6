"""The desk's side: the queue, the alarm, the live chat and the case file."""
