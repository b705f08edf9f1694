"""The stored side of metrology: dated checklists, stock phrases, penalties and rulebook editions. Promises: chosen by day."""
