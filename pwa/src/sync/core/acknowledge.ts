// What an answer to a push means for each operation that was in it. Pure.
import type { Outcome, OutcomeRow } from '@/database/rows'
import type { JsonObject } from '@/kernel/json'

export interface PushResult {
  seq: number
  op_id: string
  outcome: Outcome
  /** what a duplicate had been answered the first time */
  first_outcome?: Outcome | null
  version?: number | null
  problem?: JsonObject | null
}

export interface PushAnswer {
  /** `accepted`, or why nothing of the batch was looked at */
  outcome: 'accepted' | 'gap' | 'fork' | 'reset'
  epoch: number
  /** the newest incarnation the office knows of this device */
  incarnation: number
  last_seq: number
  safe_seq: number
  server_time: string
  results: PushResult[]
}

export interface Acknowledged {
  /** numbers of the operations the office now has */
  received: number[]
  outcomes: OutcomeRow[]
  last_acked: [number, string] | null
}

export class AnswerBroken extends Error {}

/** Every operation sent must be answered, as itself: an answer that skips or renames one is not believed. */
export function acknowledge(
  sent: readonly { seq: number; op_id: string }[],
  answer: PushAnswer,
  now: string,
): Acknowledged {
  const byOperation = new Map(answer.results.map((result) => [result.op_id, result]))
  const received: number[] = []
  const outcomes: OutcomeRow[] = []
  for (const { seq, op_id } of sent) {
    const result = byOperation.get(op_id)
    if (!result || result.seq !== seq) throw new AnswerBroken(`no answer for operation ${seq}`)
    received.push(seq)
    outcomes.push(outcomeRow(result, now))
  }
  const last = sent.at(-1)
  return { received, outcomes, last_acked: last ? [last.seq, last.op_id] : null }
}

function outcomeRow(result: PushResult, now: string): OutcomeRow {
  const outcome = result.outcome === 'duplicate' ? (result.first_outcome ?? 'duplicate') : result.outcome
  return {
    op_id: result.op_id,
    outcome,
    version: result.version ?? null,
    problem: result.problem ?? null,
    received_at: now,
    seen_at: null,
  }
}
