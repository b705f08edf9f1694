// What a pocket printer's strip says: who, when, what was found, what follows, and the code. Short, because paper is narrow.

import type { Check } from '@/contract/entities'
import { means } from '@/metrology/verdicts'
import { findingLines } from './check-text'
import { conclusionOf } from './checks'
import { isGoods } from './goods'
import { measuredTexts } from './measured-text'
import { isPair } from './pairs'
import type { RecordFacts, Teller } from './record-facts'
import { instantWords } from './record-text'
import type { StripLine } from './strip'

export function stripText(facts: RecordFacts, code: string, { say, english }: Teller): StripLine[] {
  const teller = { say, english }
  const { inspection, premises, checks, lead, second } = facts
  const problems = checks.filter((one) => conclusionOf(one.check) === 'nonconforming')
  const body = (text: string, strong = false): StripLine => ({ text, size: 'body', strong })
  return [
    { text: say('record.title'), size: 'title', rule: true },
    body(premises.name, true),
    body(instantWords(inspection.started_at, teller)),
    body(say('strip.officers', { names: [lead?.name, second?.name].filter(Boolean).join(say('record.list_mark')) })),
    body(
      inspection.outcome && inspection.outcome !== 'inspected'
        ? say(`record.outcome.${inspection.outcome}`)
        : say('strip.checked', { count: checks.length, problems: problems.length }),
      true,
    ),
    ...problems.flatMap(({ check, place }) => [
      body(
        `■ ${place?.position_no ?? place?.name ?? premises.name}${isGoods(check) || isPair(check) ? ` ${check.note ?? ''}` : ''}`,
        true,
      ),
      ...findingLines(check, facts, teller).map((line) => body(line.text)),
      ...exceeding(check, teller),
    ]),
    ...inspection.measures.map((one, index) =>
      body(
        say(one.deadline_on ? 'record.measure_until' : 'record.measure', {
          number: index + 1,
          kind: say(`measure.${one.kind}`),
          text: one.text,
          on: one.deadline_on ?? '',
        }),
      ),
    ),
    ...facts.signatures.flatMap((one) =>
      one.role === 'party' && one.choice
        ? [
            body(
              say(`record.choice.${one.choice}`, {
                name: one.name,
                capacity: one.capacity ?? '',
                reason: one.reason ?? '',
              }),
            ),
          ]
        : [],
    ),
    { text: say('strip.code', { code }), size: 'title', rule: true },
    { text: say('strip.seal', { seal: inspection.seal?.sha256.slice(0, 16) ?? '' }), size: 'small' },
  ]
}

function exceeding(check: Check, teller: Teller): StripLine[] {
  const failed = check.measurements.filter((one) => means(one.phone) === 'exceeds')
  return measuredTexts(failed, teller).map((text) => ({ text, size: 'body' }))
}
