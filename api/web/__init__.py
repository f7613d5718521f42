"""The web pages: plain HTML that needs no script, from the same answers as the API. Nothing is stored."""
