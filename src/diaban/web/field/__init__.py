"""Field work on the web: what phones send and fetch, and the pages of the office."""
