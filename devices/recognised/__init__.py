"""What recognition means for a machine's record: proposals on its form, and marks of what was taken over."""
