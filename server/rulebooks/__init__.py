"""The stored side of metrology: checklists, phrases, penalties, rulebooks. Promises: chosen by the day judged."""
