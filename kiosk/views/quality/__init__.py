"""The parts of the quality screen: its gates, the lots that wait, the lot before the gate."""
