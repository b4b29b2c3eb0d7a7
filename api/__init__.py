"""The REST API's ground: keys and their scopes, the conventions that every resource keeps. Resources stand in their own apps."""
