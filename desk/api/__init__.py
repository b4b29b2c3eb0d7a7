"""待办 over the REST API: lists of what waits, for people and reading keys; the decisions are people's alone."""
