// One check as lines of the record: a checklist item by item, or a stall or instrument in one sentence and its findings.
import type { Check, CheckAnswer, ChecklistItem, Premises } from '@/contract/entities'
import { means } from '@/metrology/verdicts'
import { conclusionOf, conclusionWord } from './checks'
import { isGoods } from './goods'
import { measuredTexts } from './measured-text'
import { isPair } from './pairs'
import { itemOf, placeWord, type RecordCheck, type RecordFacts, type RecordLine, type Teller } from './record-facts'

export function checklistLines({ check, place }: RecordCheck, facts: RecordFacts, teller: Teller): RecordLine[] {
  const { say, english } = teller
  const list = facts.checklists.find(
    (one) => one.code === check.checklist_code && one.edition === check.checklist_edition,
  )
  const count = { conforming: 0, nonconforming: 0, not_applicable: 0 }
  for (const one of check.answers) count[one.answer] += 1
  if (isGoods(check)) return goodsLines(check, place, teller)
  if (isPair(check)) return goodsLines(check, place, teller, 'pair')
  const title =
    (english ? list?.title_en : list?.title) ??
    (place && place.kind !== 'market' ? placeWord(place) : say('record.heading.checklist'))
  const heads =
    check.answers.length > 0
      ? [
          text(
            say('record.checklist', {
              title,
              edition: check.checklist_edition ?? '',
              total: check.answers.length,
              ...count,
            }),
          ),
        ]
      : []
  const plainly = (['conforming', 'not_applicable'] as const).flatMap((answer) => grouped(check, answer, facts, teller))
  const rest = check.answers.length > 0 ? [] : [text(`${title}${say('record.colon')}`)]
  return [...heads, ...plainly, ...rest, ...findingLines(check, facts, teller), ...extraLines(check, teller)]
}

/** Goods, or a pair of spectacles, by their name, and where they were sold if that is a part of the premises. */
function goodsLines(
  check: Check,
  place: Premises | null,
  teller: Teller,
  kind: 'goods' | 'pair' = 'goods',
): RecordLine[] {
  const { say } = teller
  const name = [place && placeWord(place), check.note].filter(Boolean).join(' ')
  return [text(say(`record.${kind}`, { name })), ...extraLines(check, teller)]
}

/** A stall or an instrument: who and what, valid until when, what was measured, and the conclusion; several tests stand line by line. */
export function placeLines(one: RecordCheck, facts: RecordFacts, teller: Teller): RecordLine[] {
  const { check } = one
  const { say } = teller
  const conclusion = conclusionOf(check)
  const measured = measuredTexts(check.measurements, teller)
  const isLong = check.outcome === 'checked' && measured.length > 1
  const found = check.outcome === 'checked' ? (isLong ? '' : measured.join('')) : say(`record.outcome.${check.outcome}`)
  const parts = [subject(one, teller), validityWords(one, teller), found]
  const sentence = parts.filter((part) => part !== '').join(say('record.pause')) + say('record.stop')
  const ending = check.outcome === 'checked' ? say(`record.conclusion.${conclusionWord(check)}`) : ''
  const isStrong = conclusion === 'nonconforming'
  return [
    ...(isLong
      ? [text(sentence), ...measuredLines(check, measured, teller), text(ending, isStrong)]
      : [text(sentence + ending, isStrong)]),
    ...findingLines(check, facts, teller),
    ...noteLines(check, teller),
  ]
}

/** One test a line; what exceeds stands out. */
function measuredLines({ measurements }: Check, measured: readonly string[], { say }: Teller): RecordLine[] {
  return measured.map((words, at) => text(words + say('record.stop'), means(measurements[at]?.phone) === 'exceeds'))
}

function text(words: string, strong = false): RecordLine {
  return { text: words, strong }
}

function subject({ place, merchant, instrument }: RecordCheck, { say }: Teller): string {
  const where = place
    ? [placeWord(place), merchant && !place.name.includes(merchant.name) ? merchant.name : ''].filter(Boolean).join(' ')
    : ''
  const what = instrument
    ? say(instrument.serial_number ? 'record.instrument' : 'record.instrument_no_serial', {
        name: instrument.name,
        model: instrument.model,
        serial: instrument.serial_number,
      })
    : ''
  return [where, what].filter(Boolean).join(' ')
}

function validityWords({ instrument, validity }: RecordCheck, { say }: Teller): string {
  if (!instrument || !validity) return ''
  const given = { until: validity.valid_until ?? '', certificate: validity.certificate_number ?? '' }
  const says = validity.result && validity.certificate_number && validity.kind !== 'failed'
  const concluded = says ? say(`record.verified.${validity.result}`, given) : ''
  const base = concluded + say(`record.validity.${validity.kind}`, given)
  return validity.pending ? base + say('record.validity.pending', given) : base
}

function wordsOf(answer: CheckAnswer, item: ChecklistItem | null, english: boolean): string {
  return (english ? item?.text_en : item?.text) ?? answer.item
}

function grouped(
  check: Check,
  answer: CheckAnswer['answer'],
  facts: RecordFacts,
  { say, english }: Teller,
): RecordLine[] {
  const items = check.answers.filter((one) => one.answer === answer)
  if (items.length === 0) return []
  const words = items
    .map((one) => wordsOf(one, itemOf(facts.checklists, check, one.item), english))
    .join(say('record.semicolon'))
  return [text(say(`record.items.${answer}`, { items: words }))]
}

export function findingLines(check: Check, facts: RecordFacts, teller: Teller): RecordLine[] {
  const { say, english } = teller
  const failed = check.answers.filter((one) => one.answer === 'nonconforming')
  const differing = check.identity_checks.filter((one) => one.answer !== 'match')
  return [
    ...failed.map((one) => {
      const item = itemOf(facts.checklists, check, one.item)
      const clause = (english ? item?.clause_en : item?.clause) ?? one.item
      return text(
        say('record.finding', { item: wordsOf(one, item, english), clause }) +
          (one.note ? say('record.note', { note: one.note }) : ''),
        true,
      )
    }),
    ...differing.map((one) => {
      const given = {
        field: say(`identity.${one.field}`),
        expected: one.expected || say('record.not_given'),
        seen: one.seen || say('record.not_given'),
      }
      return text(say(`record.identity.${one.answer}`, given), one.answer === 'mismatch')
    }),
  ]
}

function noteLines(check: Check, { say }: Teller): RecordLine[] {
  return check.note ? [text(say('record.check_note', { note: check.note }))] : []
}

function extraLines(check: Check, teller: Teller): RecordLine[] {
  const matching = check.identity_checks.filter((one) => one.answer === 'match')
  const names = matching.map((one) => [teller.say(`identity.${one.field}`), one.expected].filter(Boolean).join(' '))
  const agreeing =
    matching.length > 0
      ? [
          text(
            teller.say(`record.identity.match${matching.some((one) => one.bulk) ? '_bulk' : ''}`, {
              names: names.join(teller.say('record.list_mark')),
            }),
          ),
        ]
      : []
  return [
    ...measuredLines(check, measuredTexts(check.measurements, teller), teller),
    ...agreeing,
    ...(isGoods(check) || isPair(check) ? [] : noteLines(check, teller)),
  ]
}
