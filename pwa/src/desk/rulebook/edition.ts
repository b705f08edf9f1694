// A JSON edition, its draft and what its cases said, as the server gives them; and an edition laid out in lines.

export interface Citation {
  document: string
  edition: string
  clause: string
  clause_en: string
}

interface Cited {
  confidence: string
  citation: Citation
}

export interface JsonRow {
  from: string
  from_closed: boolean
  to: string | null
  to_closed: boolean
  value?: string | null
  confidence?: string | null
  rows?: JsonRow[]
}

export interface JsonEdition {
  edition: string
  title: string
  title_en: string
  scope?: string | null
  valid_from: string
  valid_to?: string | null
  validity_confidence: string
  reference_after: boolean
  note: string
  note_en: string
  procedures: Record<string, Cited & { comparison: string }>
  numbers: Record<string, Cited & { value: string; unit: string }>
  tables: Record<string, Cited & { unit: string; arguments: string[]; rows: JsonRow[] }>
}

export interface StoredEdition {
  id: string
  rule: string
  edition: string
  valid_from: string
  valid_to: string | null
  content: JsonEdition
}

export interface Case {
  id?: string
  rule: string
  on?: string | null
  inputs: Record<string, unknown>
  note?: string
  source?: string
  [expected: `expected_${string}`]: unknown
}

export interface Draft {
  id: string
  state: 'draft' | 'published' | 'discarded'
  version: number
  edition: string
  valid_from: string
  author_name: string
  updated_at: string
  content: JsonEdition
  cases: Case[]
}

export type Member = 'verdict' | 'values' | 'edition' | 'basis' | 'problem'

export interface Outcome {
  place: number
  case: Case
  came: Record<Member, unknown>
  differs: Member[]
  concerns: boolean
}

export interface Obstacle {
  pointer: string
  code: string
  message: string
}

export interface Report {
  outcomes: Outcome[]
  obstacles: Obstacle[]
}

export type Group = 'procedures' | 'numbers' | 'tables' | 'about'

/** One thing an edition says: under a name, where in its table, what, how sure, and where it is written. */
export interface Line {
  group: Group
  name: string
  range: string
  text: string
  confidence: string
  citation: Citation | null
}

const interval = (row: JsonRow): string =>
  `${row.from_closed ? '[' : '('}${row.from}, ${row.to ?? '∞'}${row.to !== null && row.to_closed ? ']' : ')'}`

/** Which rows of its tables an edition has, each with the whole way that leads to it. */
function rowsOf(rows: readonly JsonRow[], way: string): { range: string; row: JsonRow }[] {
  return rows.flatMap((row) => {
    const range = way ? `${way} × ${interval(row)}` : interval(row)
    return row.rows?.length ? rowsOf(row.rows, range) : [{ range, row }]
  })
}

/** Everything an edition says that judges, line by line. */
export function linesOf(edition: JsonEdition, rule?: string): Line[] {
  const procedures = Object.entries(edition.procedures).filter(([name]) => !rule || name === rule)
  return [
    ...procedures.map(([name, one]) => ({ group: 'procedures' as const, name, range: '', text: '', ...sureOf(one) })),
    ...Object.entries(edition.numbers).map(([name, one]) => {
      return { group: 'numbers' as const, name, range: '', text: `${one.value}${unitOf(one.unit)}`, ...sureOf(one) }
    }),
    ...Object.entries(edition.tables).flatMap(([name, table]) =>
      rowsOf(table.rows, '').map(({ range, row }) => {
        const text = row.value == null ? '' : `${row.value}${unitOf(table.unit)}`
        return { group: 'tables' as const, name, range, text, ...sureOf(table), ...sureOfRow(row) }
      }),
    ),
  ]
}

const sureOf = ({ confidence, citation }: Cited) => ({ confidence, citation })
const sureOfRow = ({ confidence }: JsonRow) => (confidence ? { confidence } : {})
export const unitOf = (unit: string): string => (unit === '1' ? '' : ` ${unit}`)

export const citationText = ({ document, edition }: Citation, clause: string): string =>
  `${document}-${edition} ${clause}`

export interface Change {
  before: Line | null
  after: Line | null
}

/** What a new edition says otherwise than the one it follows; a line that says the same is no change. */
export function changesBetween(before: readonly Line[], after: readonly Line[]): Change[] {
  const key = (line: Line) => [line.group, line.name, line.range].join('\n')
  const old = new Map(before.map((line) => [key(line), line]))
  const changed = after.map((line) => ({ before: old.get(key(line)) ?? null, after: line }))
  const kept = new Set(after.map(key))
  const gone = before.filter((line) => !kept.has(key(line))).map((line) => ({ before: line, after: null }))
  return [...changed, ...gone].filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after))
}

/** The edition that ruled before a new one, of the same rule and kind of instrument. */
export function predecessorOf(
  edition: JsonEdition,
  rule: string,
  stored: readonly StoredEdition[],
): StoredEdition | null {
  const earlier = stored.filter(
    (one) =>
      one.rule === rule &&
      one.edition !== edition.edition &&
      (one.content.scope ?? null) === (edition.scope ?? null) &&
      one.valid_from < edition.valid_from,
  )
  return earlier.sort((left, right) => (left.valid_from < right.valid_from ? 1 : -1))[0] ?? null
}

export type Force = 'coming' | 'in_force' | 'ended'

export function forceOf(edition: { valid_from: string; valid_to?: string | null }, today: string): Force {
  if (edition.valid_from > today) return 'coming'
  return edition.valid_to && edition.valid_to < today ? 'ended' : 'in_force'
}
