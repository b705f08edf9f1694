// Before every spec file: an IndexedDB, since Node has none.
import 'fake-indexeddb/auto'
