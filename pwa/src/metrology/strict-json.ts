// Reads one line of JSON as strictly as the server's twin does, and writes canonical JSON.
// JSON.parse would take a duplicate name and turn numbers into binary floating point; this reader refuses both.
import { MetrologyProblem } from './problems.ts'

export type Json = null | boolean | bigint | string | Json[] | Map<string, Json>

export const MAX_LINE_BYTES = 16_384
const MAX_BRACKETS = 64
const MAX_SAFE_INTEGER = 2n ** 53n - 1n
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y
const PLAIN_CHARACTERS = /[ !#-[\]-\u{10ffff}]*/uy
const HEX = /^[0-9a-fA-F]{4}$/
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

export function readLine(raw: Uint8Array): Json {
  if (raw.length > MAX_LINE_BYTES) throw new MetrologyProblem('line_too_long')
  return read(decode(raw))
}

/** Opening brackets are counted before parsing, so that depth is bounded the same way in both languages. */
export function read(text: string): Json {
  if (text.replace(/[^{[]/g, '').length > MAX_BRACKETS) throw new MetrologyProblem('json_too_deep')
  return new Reader(text).document()
}

/** For a file of editions, which may be as deep as it likes. */
export function readDocument(raw: Uint8Array): Json {
  return new Reader(decode(raw)).document()
}

/** Canonical: names sorted, no white space, text not escaped beyond what JSON needs. */
export function write(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`).join(',')}}`
}

function decode(raw: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw)
  } catch {
    throw new MetrologyProblem('line_not_utf8')
  }
}

class Reader {
  private readonly source: string
  private at = 0

  constructor(source: string) {
    this.source = source
  }

  document(): Json {
    this.skipSpace()
    const value = this.value()
    this.skipSpace()
    if (this.at < this.source.length) this.fail()
    return value
  }

  private value(): Json {
    switch (this.source[this.at]) {
      case '{':
        return this.members()
      case '[':
        return this.items()
      case '"':
        return this.string()
      case 't':
        return this.word('true', true)
      case 'f':
        return this.word('false', false)
      case 'n':
        return this.word('null', null)
      default:
        return this.integer()
    }
  }

  /** A duplicate shows only at the closing brace, after everything inside was found well formed. */
  private members(): Map<string, Json> {
    const members = new Map<string, Json>()
    let hasDuplicate = false
    this.sequence('}', () => {
      if (this.source[this.at] !== '"') this.fail()
      const name = this.string()
      this.skipSpace()
      this.expect(':')
      this.skipSpace()
      hasDuplicate ||= members.has(name)
      members.set(name, this.value())
    })
    if (hasDuplicate) throw new MetrologyProblem('json_duplicate_key')
    return members
  }

  private items(): Json[] {
    const items: Json[] = []
    this.sequence(']', () => {
      items.push(this.value())
    })
    return items
  }

  private sequence(end: string, item: () => void): void {
    this.at += 1
    this.skipSpace()
    if (this.source[this.at] !== end) {
      item()
      this.skipSpace()
      while (this.source[this.at] === ',') {
        this.at += 1
        this.skipSpace()
        item()
        this.skipSpace()
      }
    }
    this.expect(end)
  }

  private string(): string {
    let text = ''
    this.at += 1
    for (;;) {
      text += this.match(PLAIN_CHARACTERS)?.[0] ?? ''
      if (this.source[this.at] === '"') break
      text += this.escape()
    }
    this.at += 1
    return text
  }

  private escape(): string {
    this.expect('\\')
    const letter = this.source[this.at] ?? ''
    this.at += 1
    if (letter !== 'u') return ESCAPES.get(letter) ?? this.fail()
    const hex = this.source.slice(this.at, this.at + 4)
    if (!HEX.test(hex)) this.fail()
    this.at += 4
    return JSON.parse(`"\\u${hex}"`) as string
  }

  private integer(): bigint {
    const found = this.match(NUMBER)
    if (found === null) return this.fail()
    const [text, decimals, exponent] = found
    if (decimals !== undefined || exponent !== undefined) throw new MetrologyProblem('json_number_not_integer')
    const isLarge = text.length > 17 || BigInt(text.replace('-', '')) > MAX_SAFE_INTEGER
    if (isLarge) throw new MetrologyProblem('json_integer_too_large')
    return BigInt(text)
  }

  private word<Value extends Json>(word: string, value: Value): Value {
    if (!this.source.startsWith(word, this.at)) this.fail()
    this.at += word.length
    return value
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.source)
    if (found !== null) this.at = pattern.lastIndex
    return found
  }

  private expect(character: string): void {
    if (this.source[this.at] !== character) this.fail()
    this.at += 1
  }

  private skipSpace(): void {
    while (this.at < this.source.length && ' \t\n\r'.includes(this.source[this.at] ?? 'x')) this.at += 1
  }

  private fail(): never {
    throw new MetrologyProblem('json_malformed')
  }
}
