"""Interviews: documents are drawn, a stakeholder says of each whether it is usable and why, and findings follow."""
