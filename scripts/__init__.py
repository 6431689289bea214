"""Programs that serve the project itself: set-up and the runner of the tests."""
