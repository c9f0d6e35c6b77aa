"""A language model's answers as a rule: written as a prompt, tried on 20 documents, then asked about all."""
