// Periods of the procedure and the days they end, as the server answers them.

export interface Notice {
  year: number
  document: string
  document_en: string
  confidence: string
}

export interface Clock {
  code: string
  title: string
  title_en: string
  start: string
  start_en: string
  count: number | null
  unit: 'working_days' | 'days' | 'given' | 'mediation'
  clause: string
  clause_en: string
  confidence: string
  note: string
  note_en: string
}

export interface End {
  title: string
  title_en: string
  count: number
  unit: 'working_days' | 'days'
  due: string | null
  applies: boolean
  is_worked: boolean | null
  findings: { code: string; title: string; title_en: string }[]
  clause: string
  clause_en: string
  confidence: string
  trace: { name: string; title: string; title_en: string; formula: string; value: string; unit: string }[]
  notices: Notice[]
}

/** What is asked of the server; a length is sent only where the period has none of its own. */
export function questionOf(clock: Clock, start: string, count: string, unit: string): string {
  const given: Record<string, string> = clock.unit === 'given' ? { count, unit } : {}
  return new URLSearchParams({ clock: clock.code, start, ...given }).toString()
}
