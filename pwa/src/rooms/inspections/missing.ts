// What a visit still needs before it can be signed, each with the place where it is done.
import type { Check, Inspection } from '@/contract/entities'
import type { DraftRow } from '@/database/rows'
import { draftId } from './check-draft'
import { type CheckView, checkFor } from './checks'
import { goodsTopic, isGoods } from './goods'

export interface VisitGap {
  kind: 'second_officer' | 'identification' | 'checklist' | 'nothing' | 'draft'
  to: string
  /** of a draft, what it is about */
  about: string | null
  /** the draft that may be given up */
  draft_id?: string
}

const WITH_CHECKLIST: ReadonlySet<string> = new Set([
  'market',
  'fuel_station',
  'optician',
  'charging_station',
  'grain_yard',
  'shop',
  'supermarket',
  'restaurant',
  'hospital',
  'other',
])

export interface Circumstances {
  id: string
  inspection: Inspection
  checks: readonly CheckView[]
  drafts: readonly DraftRow[]
  /** whether an edition of the checklist is on this phone */
  has_checklist: boolean
}

export function gapsOf({ id, inspection, checks, drafts, has_checklist }: Circumstances): VisitGap[] {
  const gaps: VisitGap[] = []
  const wasInspected = inspection.outcome === null || inspection.outcome === 'inspected'
  const target = inspection.venue_kind === 'market' ? 'organiser' : 'premises'
  if (inspection.second_officer_id === null)
    gaps.push({ kind: 'second_officer', to: `/visit/${id}/facts`, about: null })
  if (wasInspected && inspection.conditions.identification_shown !== 'yes')
    gaps.push({ kind: 'identification', to: `/visit/${id}/facts`, about: null })
  const listed = checkFor(
    checks.filter((one) => one.state.checklist_code !== null || one.state.outcome !== 'checked'),
    { target, premises_id: inspection.premises_id },
  )
  if (wasInspected && has_checklist && WITH_CHECKLIST.has(inspection.venue_kind) && !listed)
    gaps.push({ kind: 'checklist', to: `/visit/${id}/checklist`, about: null })
  if (wasInspected && checks.length === 0 && !gaps.some((one) => one.kind === 'checklist'))
    gaps.push({ kind: 'nothing', to: `/visit/${id}`, about: null })
  const unlisted = gaps.some((one) => one.kind === 'checklist')
  const listing = draftId(id, { target, premises_id: inspection.premises_id, instrument_id: null })
  const unfinished = drafts.filter((one) => one.kind === 'check' && !(unlisted && one.id === listing))
  return [
    ...gaps,
    ...unfinished.map(
      (one): VisitGap => ({ kind: 'draft', to: draftPath(id, one), about: one.about, draft_id: one.id }),
    ),
  ]
}

/** Where a recorded check is looked at and corrected. */
export function checkPath(visit_id: string, id: string, state: Check): string {
  const { target, premises_id, instrument_id, measurements } = state
  if (isGoods(state)) return `/visit/${visit_id}/goods/${premises_id}/${id}`
  if (measurements.some((one) => one.rule === 'spectacle_lens_power')) return `/visit/${visit_id}/lens`
  if (target === 'stall') return `/visit/${visit_id}/run/${premises_id}`
  if (target === 'instrument') return `/visit/${visit_id}/measure/${instrument_id}?premises=${premises_id ?? ''}`
  return `/visit/${visit_id}/checklist`
}

/** Where an unfinished check goes on. */
export function draftPath(id: string, draft: DraftRow): string {
  const [, , target, premises_id, instrument_id, topic] = draft.id.split(':')
  if (topic === 'lens') return `/visit/${id}/lens`
  if (topic === 'seals') return `/visit/${id}/nozzles`
  const goods = goodsTopic(draft.id)
  if (goods) return `/visit/${id}/goods/${premises_id}/${goods}`
  if (target === 'stall') return `/visit/${id}/run/${premises_id}`
  if (target === 'instrument')
    return `/visit/${id}/measure/${instrument_id}${premises_id ? `?premises=${premises_id}` : ''}`
  return `/visit/${id}/checklist`
}
