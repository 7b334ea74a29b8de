"""What selling costs, as ratios measured in one run: `python -m tests.benchmarks`."""
