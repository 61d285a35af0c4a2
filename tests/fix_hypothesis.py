"""Hypothesis as the plant's tests use it: no deadline, for a busy machine is not a fault."""

from hypothesis import HealthCheck, settings

from tests.proofs import size

settings.register_profile(
    "nyars",
    deadline=None,
    print_blob=True,
    max_examples=size(50, 500),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("nyars")
