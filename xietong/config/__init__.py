"""The floor that knows everybody: settings, urls, wiring, command line, servers."""
