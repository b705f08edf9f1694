// Two values for one group of fields, as the server answers them.

export type Values = Record<string, unknown>

export interface ConflictRow {
  id: string
  entity: string
  entity_id: string
  group: string[]
  base: Values
  theirs: Values
  mine: Values
  theirs_by: string
  mine_by: string
  captured: { wall?: string; position?: unknown } | null
  state: 'open' | 'resolved'
  choice: 'theirs' | 'mine' | 'edit' | null
  value: Values | null
  reason: string | null
  resolved_by: string | null
  resolved_at: string | null
  created_at: string
  division: string | null
  subject_name: string
}

export interface ConflictDetail extends ConflictRow {
  current: Values | null
  version: number
  names: Record<string, string>
  theirs_at: string | null
  merged: { field: string; before: unknown; after: unknown }[]
}

/** A value as text; what is a group of values is shown as it is stored. */
export const asText = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** Whether a person can type another value: every field of the group holds text or nothing. */
export const isTypeable = (one: ConflictRow): boolean =>
  one.group.every((name) =>
    [one.base[name], one.theirs[name], one.mine[name]].every(
      (value) => value === null || value === undefined || typeof value === 'string',
    ),
  )
