// The full record of a visit as official text: what is read aloud, sealed, printed and handed over. Pure.
import type { Check, Officer, Position } from '@/contract/entities'
import { legalDate, legalTime } from '@/kernel/clock'
import { checklistLines, placeLines } from './check-text'
import { conclusionOf, photosOf } from './checks'
import { trimmed } from './decimal-text'
import { fairnessOf, fairnessWords } from './fairness'
import type { RecordFacts, RecordLine, RecordSection, Teller } from './record-facts'

export function recordText(facts: RecordFacts, teller: Teller): RecordSection[] {
  const { say } = teller
  const sections: [string | null, RecordLine[]][] = [
    [null, openingLines(facts, teller)],
    [
      'record.heading.checklist',
      ofTarget(facts, ['organiser', 'premises']).flatMap((one) => checklistLines(one, facts, teller)),
    ],
    ['record.heading.stalls', stallLines(facts, teller)],
    [
      'record.heading.instruments',
      [
        ...ofTarget(facts, ['instrument']).flatMap((one) => placeLines(one, facts, teller)),
        ...fairnessLines(facts, teller),
      ],
    ],
    ['record.heading.measures', measureLines(facts, teller)],
    ['record.heading.statement', closingLines(facts, teller)],
  ]
  return sections.filter(([, lines]) => lines.length > 0).map(([key, lines]) => ({ heading: key && say(key), lines }))
}

export function instantWords(instant: string, { say }: Teller): string {
  const at = Date.parse(instant)
  const [year = '', month = '', day = ''] = legalDate(at).split('-')
  const [hour = '', minute = ''] = legalTime(at).split(':')
  return say('record.instant', { year, month: String(Number(month)), day: String(Number(day)), hour, minute })
}

/** The same day is not said twice. */
function untilWords(from: string, to: string, teller: Teller): string {
  if (legalDate(Date.parse(from)) !== legalDate(Date.parse(to))) return instantWords(to, teller)
  const [hour = '', minute = ''] = legalTime(Date.parse(to)).split(':')
  return teller.say('record.time', { hour, minute })
}

export function line(text: string, strong = false): RecordLine {
  return { text, strong }
}

export function ofTarget(facts: RecordFacts, targets: readonly Check['target'][]) {
  return facts.checks.filter((one) => targets.includes(one.check.target))
}

function officerWords(officer: Officer | null, { say }: Teller): string {
  if (!officer) return say('record.officer_open')
  return officer.enforcement_id
    ? say('record.officer', { name: officer.name, number: officer.enforcement_id })
    : officer.name
}

function openingLines(facts: RecordFacts, teller: Teller): RecordLine[] {
  const { say } = teller
  const { inspection, premises, merchant } = facts
  const lines = [
    line(
      say('record.opening', {
        from: instantWords(inspection.started_at, teller),
        to: untilWords(inspection.started_at, facts.ended_at, teller),
        lead: officerWords(facts.lead, teller),
        second: officerWords(facts.second, teller),
        premises: premises.name,
        address: premises.address || say('record.no_address'),
      }),
    ),
    line(
      say(merchant?.credit_code ? 'record.party' : 'record.party_no_code', {
        name: merchant?.name ?? premises.name,
        code: merchant?.credit_code ?? '',
        contact: merchant?.contact_name || say('record.not_given'),
      }),
    ),
  ]
  if (inspection.assistants.length > 0)
    lines.push(line(say('record.assistants', { names: inspection.assistants.join(say('record.list_mark')) })))
  return [
    ...lines,
    line(rightsWords(facts, teller)),
    ...circumstanceLines(facts, teller),
    ...outcomeLines(facts, teller),
  ]
}

function rightsWords({ inspection }: RecordFacts, { say }: Teller): string {
  if (inspection.conditions.identification_shown !== 'yes') return say('record.rights_open')
  return say(inspection.conditions.recusal_requested === 'yes' ? 'record.rights_recusal' : 'record.rights')
}

function circumstanceLines({ inspection, checks }: RecordFacts, { say }: Teller): RecordLine[] {
  const { conditions, standards, position } = inspection
  const lines: RecordLine[] = []
  const { temperature_C: temperature, humidity_percent: humidity } = conditions
  if (temperature || humidity)
    lines.push(line(say('record.conditions', { temperature: temperature ?? '–', humidity: humidity ?? '–' })))
  for (const one of standards) {
    const given = {
      name: one.name,
      serial: one.serial_number,
      certificate: one.certificate_number || say('record.not_given'),
      until: one.valid_until || say('record.not_given'),
    }
    lines.push(line(say('record.standard', given)))
  }
  if (checks.some((one) => one.check.measurements.some(({ phone }) => phone.standard === 'standard_unknown')))
    lines.push(line(say('standard.standard_unknown') + say('record.stop')))
  lines.push(line(position ? say('record.position', positionWords(position)) : say('record.no_position')))
  return lines
}

function positionWords(position: Position) {
  const { latitude, longitude, accuracy_m, datum } = position
  return { latitude: trimmed(latitude), longitude: trimmed(longitude), accuracy_m: accuracy_m ?? '–', datum }
}

function outcomeLines({ inspection }: RecordFacts, { say }: Teller): RecordLine[] {
  const { outcome, outcome_note } = inspection
  if (outcome === null || outcome === 'inspected') return []
  return [
    line(say(`record.outcome.${outcome}`) + (outcome_note ? say('record.note', { note: outcome_note }) : ''), true),
  ]
}

function stallLines(facts: RecordFacts, teller: Teller): RecordLine[] {
  const stalls = ofTarget(facts, ['stall'])
  if (stalls.length === 0) return []
  const count = { conforming: 0, nonconforming: 0, inconclusive: 0, not_checked: 0 }
  for (const one of stalls) count[conclusionOf(one.check)] += 1
  const { say } = teller
  const summary = line(say('record.stalls', { total: stalls.length, ...count }), count.nonconforming > 0)
  return [summary, ...stalls.flatMap((one) => placeLines(one, facts, teller))]
}

/** Said only where every nozzle of a station leans to the seller; it points something out and judges none. */
function fairnessLines({ inspection, checks }: RecordFacts, { say }: Teller): RecordLine[] {
  const found = fairnessOf(
    checks.map((one) => one.check),
    inspection.on,
  )
  const words = found?.flags && fairnessWords(found)
  return words ? [line(say('record.fairness', words))] : []
}

function measureLines({ inspection }: RecordFacts, { say }: Teller): RecordLine[] {
  return inspection.measures.map((one, index) => {
    const given = { number: index + 1, kind: say(`measure.${one.kind}`), text: one.text, on: one.deadline_on ?? '' }
    return line(say(one.deadline_on ? 'record.measure_until' : 'record.measure', given), true)
  })
}

function closingLines({ inspection, checks, signatures }: RecordFacts, { say }: Teller): RecordLine[] {
  const photos = new Set(checks.flatMap((one) => photosOf(one.check)))
  const lines = photos.size > 0 ? [line(say('record.photos', { count: photos.size }))] : []
  if (inspection.statement) lines.push(line(say('record.statement', { text: inspection.statement })))
  for (const one of signatures) {
    if (one.role !== 'party' || !one.choice) continue
    const given = {
      name: one.name,
      capacity: one.capacity ?? '',
      reason: one.reason ?? '',
      recorder: one.recorder_number ?? '',
    }
    lines.push(line(say(`record.choice.${one.choice}`, given), true))
    if (one.recorder_number) lines.push(line(say('record.recorder', given)))
  }
  for (const one of signatures) if (one.role === 'witness') lines.push(line(say('record.witness', { name: one.name })))
  return lines
}
