"""`make up`: the whole of Gloss on one machine, from one command, until Ctrl-C."""
