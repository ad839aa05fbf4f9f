"""The exchange: how it stands with each peer, send, receive, conflicts, what waits, and what has travelled."""
