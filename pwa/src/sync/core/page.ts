// One page of a pull, as NDJSON. A page without its footer, or with another number of lines, never happened. Pure.
import { isObject, type Json, type JsonObject } from '@/kernel/json'

export interface PageHeader {
  header: true
  epoch: number
  server_time: string
  scopes: string[]
  last_seq: number
  safe_seq: number
  schema: number
  /** why this is not the database we know; then the page is empty */
  reset: string | null
  /** scopes whose cursor is older than the office remembers */
  resnapshot: string[]
}

export interface PageLine {
  scope: string
  change: 'upsert' | 'leave' | 'tombstone'
  entity: string
  id: string
  version: number
  state: JsonObject | null
}

export interface PageFooter {
  footer: true
  count: number
  next: { [scope: string]: number }
  seen: { [scope: string]: Json }
  /** of the scopes that are the home of what they hold */
  hash?: { [scope: string]: string }
  more: boolean
}

export interface Page {
  header: PageHeader
  lines: PageLine[]
  footer: PageFooter
}

export class PageBroken extends Error {}

export function parsePage(text: string): Page {
  const rows = text
    .split('\n')
    .filter((row) => row !== '')
    .map(parseRow)
  const [header, footer] = [rows[0], rows.at(-1)]
  if (header?.header !== true) throw new PageBroken('no header')
  if (footer?.footer !== true || rows.length < 2) throw new PageBroken('no footer')
  const lines = rows.slice(1, -1)
  if (footer.count !== lines.length) throw new PageBroken(`${lines.length} of ${String(footer.count)} lines`)
  return {
    header: header as unknown as PageHeader,
    lines: lines as unknown as PageLine[],
    footer: footer as unknown as PageFooter,
  }
}

function parseRow(row: string): { readonly [key: string]: unknown } {
  try {
    const value: unknown = JSON.parse(row)
    if (isObject(value)) return value
  } catch {
    // a cut line is a cut page
  }
  throw new PageBroken('a line is not whole')
}
