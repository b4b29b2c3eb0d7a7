"""What the review pages and queues of all kinds of cases share."""
