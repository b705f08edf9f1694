"""The tree of divisions (行政区划) and what lies inside what. Promises: codes of GB/T 2260, one root, no cycles."""
