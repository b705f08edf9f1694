// The check being filled in: what the draft store keeps at every answer, and the check it becomes.
import type { Check, CheckAnswer, Checklist, IdentityCheck, Measure, Measurement, Tester } from '@/contract/entities'
import { testerOf } from './tester'

/** The office takes no longer note of a check. */
const MOST_NOTE = 4000

export interface DraftAnswer {
  answer: CheckAnswer['answer']
  note: string
  phrase: string | null
  photos: string[]
  measure: Measure | null
}

export interface DraftIdentity {
  answer: IdentityCheck['answer']
  seen: string
  /** answered together with others in one act */
  bulk?: boolean
}

export interface CheckDraft {
  target: Check['target']
  premises_id: string | null
  instrument_id: string | null
  checklist_code: string | null
  checklist_edition: string | null
  answers: { [item: string]: DraftAnswer }
  identity: { [key: string]: DraftIdentity }
  /** texts as typed, by the name of their field */
  readings: { [field: string]: string }
  /** a technical institution made the test; absent or null: the officer did */
  tester?: Tester | null
  note: string
  photos: string[]
  replaces: string | null
}

export interface Subject {
  target: Check['target']
  premises_id: string | null
  instrument_id: string | null
  /** tells two checks of the same premises apart: a pair of spectacles, a dispenser's seals, each of several goods, a further checklist */
  topic?: string | undefined
}

/** One draft a subject and visit, so that a screen finds again what it was typing. */
export function draftId(inspection_id: string, subject: Subject): string {
  return [
    'check',
    inspection_id,
    subject.target,
    subject.premises_id ?? '',
    subject.instrument_id ?? '',
    subject.topic ?? '',
  ].join(':')
}

export function emptyDraft(subject: Subject, checklist: Checklist | null): CheckDraft {
  const { target, premises_id, instrument_id } = subject
  return {
    target,
    premises_id,
    instrument_id,
    checklist_code: checklist?.code ?? null,
    checklist_edition: checklist?.edition ?? null,
    answers: {},
    identity: {},
    readings: {},
    note: '',
    photos: [],
    replaces: null,
  }
}

export function newAnswer(answer: CheckAnswer['answer'], before?: DraftAnswer): DraftAnswer {
  const kept = before ?? { note: '', phrase: null, photos: [], measure: null }
  return { ...kept, answer }
}

/** A correction starts from what was recorded; the old check stays readable. */
export function draftFrom(id: string, check: Check): CheckDraft {
  const draft = emptyDraft(check, null)
  draft.checklist_code = check.checklist_code
  draft.checklist_edition = check.checklist_edition
  draft.replaces = id
  draft.note = check.note ?? ''
  draft.photos = [...check.photos]
  draft.tester = testerOf(check)
  for (const one of check.answers) {
    draft.answers[one.item] = {
      answer: one.answer,
      note: one.note ?? '',
      phrase: one.phrase,
      photos: [...one.photos],
      measure: null,
    }
  }
  return draft
}

/** What somebody recorded meanwhile about the same subject is corrected by this check, not doubled. */
export function replacing(draft: CheckDraft, recorded: { id: string; state: Check } | null): CheckDraft {
  if (!recorded || draft.replaces !== null || recorded.state.instrument_id !== draft.instrument_id) return draft
  return { ...draft, replaces: recorded.id }
}

/** Each once: one answer may settle several items, and the visit may have decided the same already. */
export function measuresOf(draft: CheckDraft, decided: readonly Measure[] = []): Measure[] {
  const known = new Set(decided.map(measureKey))
  return Object.values(draft.answers).flatMap(({ answer, measure }) => {
    if (answer !== 'nonconforming' || !measure || known.has(measureKey(measure))) return []
    known.add(measureKey(measure))
    return [measure]
  })
}

function measureKey({ kind, text, deadline_on }: Measure): string {
  return JSON.stringify([kind, text, deadline_on])
}

/** Where the visit has no room for measures, the note of the check keeps their words. */
export function withMeasuresInNote(draft: CheckDraft): CheckDraft {
  const words = measuresOf(draft).map(({ text, deadline_on }) => [text, deadline_on].filter(Boolean).join(' '))
  return { ...draft, note: [draft.note.trim(), ...words].filter(Boolean).join('\n').slice(0, MOST_NOTE) }
}

export function answersOf(draft: CheckDraft): CheckAnswer[] {
  return Object.entries(draft.answers).map(([item, one]) => ({
    item,
    answer: one.answer,
    note: one.note.trim() || null,
    photos: one.answer === 'nonconforming' ? [...one.photos] : [],
    phrase: one.phrase,
  }))
}

export interface Completion {
  inspection_id: string
  division: string
  officer_id: string
  outcome: Check['outcome']
  identity_checks: IdentityCheck[]
  measurements: Measurement[]
}

export function checkOf(draft: CheckDraft, completion: Completion): Check {
  const { target, premises_id, instrument_id, checklist_code, checklist_edition, replaces } = draft
  const { inspection_id, division, officer_id, outcome, identity_checks, measurements } = completion
  const done = outcome === 'checked'
  return {
    inspection_id,
    target,
    premises_id,
    instrument_id,
    checklist_code,
    checklist_edition,
    answers: done ? answersOf(draft) : [],
    identity_checks: done ? identity_checks : [],
    measurements: done ? measurements : [],
    outcome,
    note: draft.note.trim() || null,
    photos: [...draft.photos],
    replaces,
    officer_id,
    division,
  }
}
