"""The office's desk: who looks at a case that waits, who has it in hand, and the way of a review page."""
