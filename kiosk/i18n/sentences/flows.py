"""Why a flow's graph cannot be used."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "invalid.looser_than_law": (
        _("{name}: {limit} may be at most {bound_c} by law, not {given_c}."),
        _("A limit may only be stricter than the law's."),
    ),
    "invalid.unknown_limit": (
        _("{name}: there is no limit for {limit} here."),
        _("There is no such limit here."),
    ),
    "invalid.limit_removed": (
        _("{name}: the limit for {limit} is missing. It cannot be left out."),
        _("A limit is missing that cannot be left out."),
    ),
    "invalid.limit_places": (
        _("{name}: a limit has at most two decimal places."),
        _("A limit has at most two decimal places."),
    ),
    "invalid.tolerated_below_limit": (
        _("{name}: less is tolerated than the limit itself allows."),
        _("Less is tolerated than the limit itself allows."),
    ),
    "invalid.yield_band": (
        _("{name}: the lower yield must be more than zero and not above the upper one."),
        _("The lower yield must be more than zero and not above the upper one."),
    ),
    "invalid.gate_removed": (
        _("{name}: the gate cannot be taken away."),
        _("A gate of the process cannot be taken away."),
    ),
    "invalid.not_optional": (
        _("{name} cannot be optional."),
        _("This step cannot be optional."),
    ),
    "invalid.missing_step": (
        _("{name} is missing. Every step stands in the flow once."),
        _("A step is missing. Every step stands in the flow once."),
    ),
    "invalid.step_twice": (
        _("{name} is there twice. Every step stands in the flow once."),
        _("A step is there twice. Every step stands in the flow once."),
    ),
    "invalid.unknown_step": (
        _("The process has no step {step} called {key}."),
        _("The process has no such step."),
    ),
    "invalid.goes_back": (
        _("The way from {name} leads back. A flow goes forward only."),
        _("A way leads back. A flow goes forward only."),
    ),
    "invalid.not_joined": (
        _("{name} must lead to {next}."),
        _("The steps are not joined in their order."),
    ),
    "invalid.second_way": (
        _("Only one way may lead on from {name}, to the next step."),
        _("Only one way may lead on from a step, to the next one."),
    ),
    "invalid.loose_edge": (_("A way in the flow begins or ends nowhere."),),
    "invalid.same_id": (
        _("The id {id} is there twice in the flow."),
        _("An id is there twice in the flow."),
    ),
    "invalid.too_many_nodes": (_("The flow is too large."),),
}
