"""What Prometheus reads: figures of the business from the database, times and failures from every process."""
