"""What programs may ask of rules and models: under /api/v1/projects/<slug>/, by the services the pages use."""
