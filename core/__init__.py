"""The plant's rules and records: no Qt, no serial line, no asyncio."""
