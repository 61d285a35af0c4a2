"""The limits of a run's flow version, which may be stricter than those of its process."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from core.domain import graph
from core.domain.process import Ccp, Process
from core.domain.queries.flows import FlowVersion, FlowVersionQuery
from core.domain.queries.runs import Run, RunQuery
from core.errors import Unavailable
from kiosk.viewmodels.run_words import process_here
from kiosk.viewmodels.workplace import Workplace


class FlowLimits:
    """What is judged by at the critical control points of the runs looked at.

    A run keeps its version and a version its limits: each is asked for once. Until then, and where the
    plant cannot be asked, the process's own stand in.
    """

    def __init__(self, place: Workplace) -> None:
        self._gateway = place.gateway
        self._versions: dict[str, str] = {}
        self._ccps: dict[str, Mapping[int, Ccp]] = {}

    async def read(self, run: Run) -> None:
        """Know the limits of the run."""
        self._versions[run.code] = run.version_id
        await self._read_version(run.version_id)

    async def read_by_code(self, run: str) -> None:
        """Know the limits of the run of that code."""
        if run in self._versions:
            await self._read_version(self._versions[run])
            return
        try:
            asked = await self._gateway.ask(RunQuery(run=run), Run)
        except Unavailable:  # the process's own stand in
            return
        await self.read(asked.answer)

    def ccp(self, run: str | None, step: int | None) -> Ccp | None:
        """What is judged by at the step of the run; None where it is no critical control point."""
        plant = process_here(self._gateway)
        if plant is None or step is None:
            return None
        known = self._ccps.get(self._versions.get(run or "", ""), {})
        return known.get(step, plant.steps[step].ccp)

    async def _read_version(self, version: str) -> None:
        plant = process_here(self._gateway)
        if plant is None or version in self._ccps:
            return
        query = FlowVersionQuery(version_id=UUID(version))
        try:
            asked = await self._gateway.ask(query, FlowVersion)
        except Unavailable:  # the process's own stand in
            return
        self._ccps[version] = _ccps(asked.answer.graph, plant)


def _ccps(drawn: graph.Graph, plant: Process) -> dict[int, Ccp]:
    """A version neither adds a critical control point nor takes one away."""
    found: dict[int, Ccp] = {}
    for step in graph.steps(drawn, plant):
        ccp = plant.steps[step.step].ccp
        if ccp is not None and step.limits:
            found[step.step] = replace(ccp, limits=step.limits, tolerated=step.tolerated)
    return found
