"""Speed and cost of the pages and steps, as ratios within one run: `make bench`."""
