"""Rules written in Python: who may write them, how they are checked, tried and applied, each in the sandbox."""
