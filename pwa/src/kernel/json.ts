// JSON as both sides write it when bytes are hashed: keys sorted, no white space, integers below 2^53, decimals as strings.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

/** The one text of a value. Throws on a number that is no safe integer: a quantity is a string, as it was typed. */
export function canonical(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return integer(value)
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const object = value as JsonObject
  const pairs = Object.keys(object)
    .sort(byCodeUnit)
    .map((key) => `${text(key)}:${canonical(object[key] as Json)}`)
  return `{${pairs.join(',')}}`
}

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`not an integer below 2^53: ${value}`)
  return String(value === 0 ? 0 : value)
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Half a surrogate pair cannot be UTF-8; it becomes U+FFFD before it is hashed, not after. */
function text(value: string): string {
  return JSON.stringify(decoder.decode(encoder.encode(value)))
}

function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** Absent keys instead of `undefined`, plain data instead of reactive proxies: what may be stored and hashed. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
