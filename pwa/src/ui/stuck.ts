// Whether this phone's storage has stopped answering: set by the watchdog of the database, shown wherever something is saved.
import { shallowRef } from 'vue'

export const stuck = shallowRef(false)
