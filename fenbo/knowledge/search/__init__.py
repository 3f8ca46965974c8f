"""One search over everything that people can read here. `engine.search` and `engine.suggest` are its face."""
