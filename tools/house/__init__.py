"""The house checks: rules of this code that no ready-made linter knows, each with its cure."""
