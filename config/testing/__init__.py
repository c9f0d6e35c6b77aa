"""What lets `pytest` run on a machine where nothing is prepared."""
