"""The service: the same answers as the command line, over HTTP and as plain web pages. It stores nothing."""
