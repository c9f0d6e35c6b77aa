"""What programs may ask of rules and models."""
