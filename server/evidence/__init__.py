"""Photos and files by content (证据): resumable upload, digest, thumbnails, and who may look.

Promises: a blob is believed only after its SHA-256 was computed here; its bytes are on disk before its row exists;
the original never changes. Whether a record still awaits a blob is computed, never stored.
"""
