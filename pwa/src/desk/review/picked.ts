// The measurement whose working is shown: until a person picks one, that which most needs to be seen.
import { means } from '@/metrology/verdicts'
import type { RecordCheck } from './record'
import { differ } from './working'

export interface Picked {
  check_id: string
  index: number
}

export function firstToSee(checks: readonly RecordCheck[]): Picked | null {
  const measured = checks.flatMap((check) => check.measurements.map((one, index) => ({ check, one, index })))
  const server = ({ check, index }: (typeof measured)[number]) => check.server_evaluation?.[index]
  const found =
    measured.find((each) => differ(each.one.phone, server(each))) ??
    measured.find((each) => means(server(each)) === 'exceeds') ??
    measured[0]
  return found ? { check_id: found.check.id, index: found.index } : null
}
