"""What one run of mypy over many projects needs so that each has the verdict it would have alone."""
