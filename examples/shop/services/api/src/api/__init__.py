"""The shop's HTTP interface."""
