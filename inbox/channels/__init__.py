"""The ways out: each sends one text to one address and raises SendFailure where it could not."""
