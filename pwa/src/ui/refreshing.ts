// What pulling a list down does. The app provides it, so that no part of this room knows the sync.
import type { InjectionKey } from 'vue'

/** Asks the office for news and sends what waits; the sentence that says how it went. */
export const REFRESH: InjectionKey<() => Promise<string>> = Symbol('refresh')
