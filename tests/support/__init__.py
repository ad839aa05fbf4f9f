"""Helpers of the tests of every floor."""
