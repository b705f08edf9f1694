// Every sheet asks what its rule knows, makes a question that is judged, and finds its readings again in what was recorded.
import { describe, expect, it } from 'vitest'
import type { Check } from '@/contract/entities'
import { wording, worksheets } from '@/metrology/data'
import { recordedLimits } from '@/metrology/recorded'
import { emptyDraft } from './check-draft'
import { judge, measurementOf } from './judging'
import { type Scale, scaleOf } from './scale-plan'
import { sheetSubject } from './sheet-facts'
import {
  type Facts,
  halfRead,
  type Readings,
  type SheetField,
  sheetField,
  sheetQuestion,
  sheetQuestions,
  sheetsFor,
  type Worksheet,
  withSheets,
} from './worksheets'

const ON = '2026-11-25'
const sheets = worksheets as readonly Worksheet[]
const instrument = (kind: string, more = {}) =>
  ({ kind, name: '', accuracy_class: 'III', parameters: {}, ...more }) as never
const PLATE = {
  unit: 'kg',
  verification_scale_interval: '0.005',
  maximum_capacity: '30',
  minimum_capacity: '0.1',
  scale_kind: 'price_computing',
}
const scale = scaleOf(instrument('nawi', { parameters: PLATE })) as Scale
const plate = sheetSubject(instrument('nawi'), scale, {})?.facts as Facts
const sheetNamed = (name: string) => sheets.find((one) => one.name === name) as Worksheet

/** Likely figures for a sheet, by the input they fill. */
const LIKELY: { readonly [input: string]: string } = {
  indication_I: '0.000',
  additional_dL: '2',
  added_weight: '7',
  indication_before: '0.100',
  indication_after: '0.105',
  unit_price: '9.80',
  mass_kg: '1.000',
  shown_amount: '9.80',
  purchased_on: '2025-01-01',
  interval_D: '0.01',
  zero_sphere_D: '0.00',
  zero_cylinder_D: '0.01',
  standard: '5.02',
  'readings/0': '5.00',
  'readings/1': '5.01',
  'readings/2': '5.02',
  vertex_power_D: '-3.00',
  prescribed_PD_mm: '64',
  measured_mm: '65',
  'right/prescribed_mm': '32',
  'right/measured_mm': '32.5',
  'left/prescribed_mm': '32',
  'left/measured_mm': '32.5',
  vertical_difference_mm: '0.5',
  S_max: '-3.00',
  prescribed: '1.00',
  measured: '1.10',
  marked_PD_mm: '62',
  load_L: '10',
}
const likely = ({ input, choices }: SheetField): string => choices?.[0] ?? LIKELY[input] ?? '12.3'

function filled(sheet: Worksheet, skip: (field: SheetField) => boolean = () => false): { [field: string]: string } {
  return Object.fromEntries(
    sheet.questions.flatMap((question) =>
      question.steps.flatMap((step) =>
        step.fields
          .filter((one) => !one.default && !skip(one))
          .map((one) => [sheetField(sheet, question, one), likely(one)]),
      ),
    ),
  )
}

const factsOf = (sheet: Worksheet): Facts =>
  sheet.on.includes('nawi')
    ? plate
    : sheet.on.includes('recorded')
      ? { kind: 'moisture_meter', recorded_unit: '%' }
      : {}

const recorded = (sheet: Worksheet, readings: Readings): Check =>
  ({
    measurements: sheetQuestions([sheet], readings, factsOf(sheet)).map((one) => measurementOf(judge(one, ON))),
  }) as Check

describe.each(sheets.map((one) => [one.name, one] as const))('sheet %s', (_, sheet) => {
  it('makes a judgement of every question, with and without what may be left out', () => {
    for (const skip of [() => false, (field: SheetField) => field.optional === true]) {
      const questions = sheetQuestions([sheet], filled(sheet, skip), factsOf(sheet))
      expect(questions).toHaveLength(sheet.questions.length)
      for (const one of questions) {
        const { evaluation, problem } = judge(one, ON)
        expect(evaluation ? null : problem?.slug).toBe(sheet.rule === 'record_only' ? 'record_only' : null)
      }
    }
  })

  it('is not judged and not lost while one figure is missing', () => {
    for (const question of sheet.questions) {
      for (const field of question.steps.flatMap((step) => step.fields)) {
        if (field.optional || field.default) continue
        const { [sheetField(sheet, question, field)]: _left, ...readings } = filled(sheet)
        const any = question.steps
          .flatMap((step) => step.fields)
          .some((one) => readings[sheetField(sheet, question, one)])
        expect(sheetQuestion(sheet, question, readings, factsOf(sheet))).toBeNull()
        expect(halfRead([sheet], readings, factsOf(sheet))).toBe(any ? sheet : null)
      }
    }
  })

  it('finds its readings again in the check that recorded them', () => {
    const readings = filled(sheet)
    const check = recorded(sheet, readings)
    const again = withSheets(
      emptyDraft({ target: 'instrument', premises_id: null, instrument_id: null }, null),
      check,
      [sheet],
      factsOf(sheet),
    )
    expect(again.readings).toMatchObject(readings)
    expect(recorded(sheet, again.readings)).toEqual(check)
  })

  it('is worded in both languages', () => {
    const fields = sheet.questions.flatMap((question) => question.steps.flatMap((step) => step.fields))
    for (const field of fields) {
      const name =
        field.input
          .split('/')
          .filter((part) => !/^\d+$/.test(part))
          .at(-1) ?? ''
      expect(field.title && field.title_en ? field : wording.inputs?.[name]).toBeTruthy()
      for (const choice of field.choices ?? [])
        if (!/^[\d.]+$/.test(choice)) expect(wording.choices?.[choice]).toBeTruthy()
    }
    for (const step of sheet.questions.flatMap((one) => one.steps)) expect(step.prompt && step.prompt_en).toBeTruthy()
    expect(sheet.title && sheet.title_en && sheet.lead && sheet.lead_en).toBeTruthy()
  })
})

describe('a question of several', () => {
  it('that alone was answered is found by the load that stood there', () => {
    const sheet = sheetNamed('discrimination')
    const all = filled(sheet)
    const only = Object.fromEntries(Object.entries(all).filter(([field]) => field.startsWith('discrimination.max.')))
    const again = withSheets(
      emptyDraft({ target: 'instrument', premises_id: null, instrument_id: null }, null),
      recorded(sheet, only),
      [sheet],
      plate,
    )
    expect(Object.keys(again.readings).every((field) => field.startsWith('discrimination.max.'))).toBe(true)
  })

  it('takes the load that was typed before the one that stands there', () => {
    const sheet = sheetNamed('discrimination')
    const readings = { ...filled(sheet), 'discrimination.max.load_L': '20' }
    const loads = sheetQuestions([sheet], readings, plate).map((one) => one.inputs.load_L)
    expect(loads).toEqual(['100', '15000', '20000'])
  })
})

describe('which sheets apply', () => {
  it('asks for the three codes of a price-computing scale alone', () => {
    const names = (kind: string) => sheetsFor('nawi', { ...plate, scale_kind: kind }).map((one) => one.name)
    expect(names('price_computing')).toContain('regime')
    expect(names('other')).not.toContain('regime')
  })

  it('leads through readings of any kind that is only recorded', () => {
    for (const { kind, unit } of recordedLimits) {
      const subject = sheetSubject(instrument('other'), null, { recorded_kind: kind })
      expect(subject).toEqual({ thing: 'recorded', facts: { kind, recorded_unit: unit } })
    }
    expect(sheetSubject(instrument('nawi'), null, {})).toBeNull()
    expect(sheetSubject(instrument('fuel_dispenser'), null, {})).toBeNull()
  })
})
