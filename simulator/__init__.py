"""A telephone company on a laptop: it speaks the carrier's REST, TwiML and webhooks."""
