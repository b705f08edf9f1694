// What a row of the queue says about its record, the gravest first.
import type { State } from '@/ui/state'
import type { QueueRow } from './record'

interface Finding {
  name: string
  state: State
  count: number
}

export function findingsOf(row: QueueRow): Finding[] {
  const found: Finding[] = [
    { name: 'differ', state: 'bad', count: row.evaluators_differ ? 1 : 0 },
    { name: 'exceeding', state: 'bad', count: row.exceeding },
    { name: 'nonconforming', state: 'bad', count: row.nonconforming },
    { name: 'second_pending', state: 'warn', count: row.state === 'submitted' && !row.second_confirmed_at ? 1 : 0 },
    { name: 'missing', state: 'warn', count: row.missing_blobs },
    { name: 'resubmitted', state: 'warn', count: row.state === 'submitted' ? row.comments : 0 },
    { name: `outcome_${row.outcome}`, state: 'stop', count: row.outcome && row.outcome !== 'inspected' ? 1 : 0 },
  ]
  const shown = found.filter((one) => one.count > 0)
  return shown.length ? shown : [{ name: 'clean', state: 'ok', count: 0 }]
}
