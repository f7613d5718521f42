"""The production engine in this very process: for tests and measurements, and for nobody's live case.

Whatever harms durable-rules harms the process with it; `fence` is how an assessment asks.
"""

from collections.abc import Sequence

from engine.production.batch import Findings, Subject, batch_of, check_probe, findings, probe
from engine.production.compile import ProductionRule, compile_rules
from engine.production.worker import Network

__all__ = ["ProductionSession", "Subject"]


class ProductionSession:
    """Rules compiled, built and probed once, then asked about one case after another.

    Raises: ProductionError for rules that durable-rules cannot hold; DurableError, or durable-rules'
    own error, where it fails.
    """

    def __init__(self, rules: Sequence[ProductionRule], name: str) -> None:
        self._compiled = compile_rules(rules)
        self._network = Network(name, self._compiled.definition)
        if self._compiled.bundles:
            check_probe(self._compiled, self._fire(probe(self._compiled).text))

    def run(self, subjects: Sequence[Subject]) -> Findings:
        """The verdicts that each rule may give about each subject of its kind, in both worlds."""
        batch = batch_of(self._compiled, subjects)
        return findings(self._compiled, batch, self._fire(batch.text) if batch.bundles else {})

    def close(self) -> None:
        """Give durable-rules' memory back; the session is of no use afterwards."""
        self._network.close()

    def _fire(self, facts: str) -> dict[str, int]:
        return self._network.fire(facts)
