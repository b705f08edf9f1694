// The one recovery rule: a new incarnation, and everything kept or unsent again from 1, in its old order. Pure.
import type { OutboxRow } from '@/database/rows'

export function renumber(rows: readonly OutboxRow[]): OutboxRow[] {
  return [...rows]
    .sort((one, other) => one.seq - other.seq)
    .map((row, index) => ({ ...row, seq: index + 1, state: 'here' as const, attempts: 0 }))
}
