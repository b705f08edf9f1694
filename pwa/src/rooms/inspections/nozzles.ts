// A station's nozzles or charging guns as cells: which instrument and place each is, and what its check came to.
import type { IdentityCheck, Instrument, Premises } from '@/contract/entities'
import type { View } from '@/sync/core/view'
import { chargerOf } from './charger-plan'
import { type CheckView, checkFor } from './checks'
import { type MeteredResult, meteredResult } from './metered-result'
import type { Group } from './queries'

export interface NozzleCell {
  key: string
  instrument_id: string
  premises_id: string
  word: string
  /** the grade of a nozzle */
  oil: string
  /** of a charging gun */
  current: 'dc' | 'ac' | null
  result: MeteredResult | null
  /** of the check that was recorded, measured or not; `checked` without a result was only compared */
  outcome: string | null
}

/** A dispenser, or a pile of a charging station. */
export interface Dispenser {
  premises: View<Premises>
  word: string
  cells: NozzleCell[]
  instruments: View<Instrument>[]
  seals: CheckView | null
  /** what was seen of its seals, on it or nozzle by nozzle; empty until each nozzle was looked at */
  seals_seen: IdentityCheck['answer'][]
}

export function dispensersOf(groups: readonly Group[], checks: readonly CheckView[]): Dispenser[] {
  return groups.map((group) => {
    const cells = cellsOf(group)
    const seals = checkFor(checks, { target: 'premises', premises_id: group.premises.id })
    return {
      premises: group.premises,
      word: shortWord(group.premises.state),
      cells: cells.map((cell) => withResult(cell, checks)),
      instruments: [...group.instruments, ...group.children.flatMap((child) => child.instruments)],
      seals,
      seals_seen: seals ? seenIn(seals) : seenOf(cells, checks),
    }
  })
}

function seenIn(check: CheckView | null): IdentityCheck['answer'][] {
  const seals = (check?.state.identity_checks ?? []).filter(({ field }) => field.startsWith('seal'))
  return seals.map(({ answer }) => answer)
}

function seenOf(cells: readonly Bare[], checks: readonly CheckView[]): IdentityCheck['answer'][] {
  const each = cells.map((cell) => seenIn(checkFor(checks, subjectOf(cell))))
  return each.every((one) => one.length > 0) ? each.flat() : []
}

const subjectOf = ({ premises_id, instrument_id }: Bare) =>
  ({ target: 'instrument', premises_id, instrument_id }) as const

type Bare = Omit<NozzleCell, 'result' | 'outcome'>

/** One a nozzle where the ledger knows nozzles; a nozzle without an instrument of its own is measured under the dispenser's. */
function cellsOf(group: Group): Bare[] {
  if (group.children.length === 0)
    return group.instruments.map((one, index) =>
      cellOf(group.premises, one, one.state.installed_at || String(index + 1)),
    )
  return group.children.flatMap((child) => {
    const own = child.instruments.length > 0 ? child.instruments : group.instruments.slice(0, 1)
    return own.map((one) => cellOf(child.premises, one, shortWord(child.premises.state)))
  })
}

function cellOf(place: View<Premises>, instrument: View<Instrument>, word: string): Bare {
  return {
    key: `${place.id}/${instrument.id}`,
    instrument_id: instrument.id,
    premises_id: place.id,
    word,
    oil: oilWord(instrument.state.parameters.oil),
    current: instrument.state.kind === 'ev_charger' ? chargerOf(instrument.state, null).kind : null,
  }
}

function withResult(cell: Bare, checks: readonly CheckView[]): NozzleCell {
  const check = checkFor(checks, subjectOf(cell))
  if (!check) return { ...cell, result: null, outcome: null }
  return { ...cell, result: meteredResult(check.state), outcome: check.state.outcome }
}

/** Still to be measured. */
export function isOpen(cell: NozzleCell): boolean {
  return cell.result === null && (cell.outcome === null || cell.outcome === 'checked')
}

export function cellPath(id: string, cell: NozzleCell): string {
  const step = isOpen(cell) ? '&step=measure' : ''
  return `/visit/${id}/measure/${cell.instrument_id}?premises=${cell.premises_id}${step}`
}

/** The number painted on it, where there is one: names repeat it. */
function shortWord(place: Premises): string {
  return place.position_no || place.name
}

/** The grade alone, as it is painted on a nozzle: 92#, 0#. */
function oilWord(oil: string | undefined): string {
  const grade = /[+-]?\d+/.exec(oil ?? '')?.[0]
  return grade === undefined ? (oil ?? '') : `${grade}#`
}
