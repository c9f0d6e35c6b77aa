"""Servers that speak Label Studio's ML back-end protocol: what is sent to them, and what may come back."""
