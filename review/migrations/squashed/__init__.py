"""What the migrations up to 0007 come to: tables by noun, then triggers. docs/decisions/0016-squashed-migrations.md"""
