// What a visit still needs before it can be signed, each with the place where it is done.
import type { Check, Checklist, Inspection } from '@/contract/entities'
import type { DraftRow } from '@/database/rows'
import { answers, checklistPath, topicOf } from './asked'
import { draftId } from './check-draft'
import type { CheckView } from './checks'
import { goodsTopic, isGoods } from './goods'
import { isPair, pairTopic } from './pairs'

export interface VisitGap {
  kind: 'second_officer' | 'identification' | 'checklist' | 'nothing' | 'draft'
  to: string
  /** of a draft, what it is about */
  about: string | null
  /** the list nobody answered yet */
  list?: Checklist
  /** the draft that may be given up */
  draft_id?: string
}

export interface Circumstances {
  id: string
  inspection: Inspection
  checks: readonly CheckView[]
  drafts: readonly DraftRow[]
  /** the checklists this visit is asked, as far as they are on this phone */
  asked: readonly Checklist[]
}

export function gapsOf({ id, inspection, checks, drafts, asked }: Circumstances): VisitGap[] {
  const gaps: VisitGap[] = []
  const wasInspected = inspection.outcome === null || inspection.outcome === 'inspected'
  const { premises_id } = inspection
  if (inspection.second_officer_id === null)
    gaps.push({ kind: 'second_officer', to: `/visit/${id}/facts`, about: null })
  if (wasInspected && inspection.conditions.identification_shown !== 'yes')
    gaps.push({ kind: 'identification', to: `/visit/${id}/facts`, about: null })
  const open = asked.filter((list) => wasInspected && !checks.some((one) => answers(list, one.state, premises_id)))
  const begun = open.map((list) => {
    const topic = topicOf(list, asked)
    const draft_id = draftId(id, { target: list.target, premises_id, instrument_id: null, topic })
    const may_drop = topic !== undefined && drafts.some((one) => one.id === draft_id)
    gaps.push({ kind: 'checklist', to: checklistPath(id, list.code), about: null, list, ...(may_drop && { draft_id }) })
    return draft_id
  })
  if (wasInspected && checks.length === 0 && open.length === 0)
    gaps.push({ kind: 'nothing', to: `/visit/${id}`, about: null })
  const unfinished = drafts.filter((one) => one.kind === 'check' && !begun.includes(one.id))
  return [
    ...gaps,
    ...unfinished.map(
      (one): VisitGap => ({ kind: 'draft', to: draftPath(id, one), about: one.about, draft_id: one.id }),
    ),
  ]
}

/** Where a recorded check is looked at and corrected. */
export function checkPath(visit_id: string, id: string, state: Check): string {
  const { target, premises_id, instrument_id } = state
  if (isGoods(state)) return `/visit/${visit_id}/goods/${premises_id}/${id}`
  if (isPair(state)) return `/visit/${visit_id}/lens/${id}`
  if (target === 'stall') return `/visit/${visit_id}/run/${premises_id}`
  if (target === 'instrument') return `/visit/${visit_id}/measure/${instrument_id}?premises=${premises_id ?? ''}`
  return checklistPath(visit_id, state.checklist_code)
}

/** Where an unfinished check goes on. */
export function draftPath(id: string, draft: DraftRow): string {
  const [, , target, premises_id, instrument_id, topic] = draft.id.split(':')
  if (topic === 'seals') return `/visit/${id}/nozzles`
  const goods = goodsTopic(draft.id)
  const pair = pairTopic(draft.id)
  if (pair) return `/visit/${id}/lens/${pair}`
  if (goods) return `/visit/${id}/goods/${premises_id}/${goods}`
  if (target === 'stall') return `/visit/${id}/run/${premises_id}`
  if (target === 'instrument')
    return `/visit/${id}/measure/${instrument_id}${premises_id ? `?premises=${premises_id}` : ''}`
  return checklistPath(id, topic)
}
