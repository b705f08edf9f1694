import { describe, expect, it } from 'vitest'
import type { Check } from '@/contract/entities'
import { emptyDraft } from './check-draft'
import {
  firstOpen,
  type GoodsField,
  goodsFields,
  goodsQuestions,
  goodsTopic,
  isChosen,
  isGoods,
  isImplausible,
  itemCounts,
  itemName,
  questionOf,
  type Readings,
  samplePlan,
} from './goods'
import { withGoods } from './goods-restored'
import { judge, measurementOf } from './judging'

const ON = '2026-11-23'
const items = (...texts: string[]): Readings => Object.fromEntries(texts.map((text, at) => [itemName(at + 1), text]))
const TEN = items('498', '499', '500', '501', '497', '499', '500', '498', '499', '500')
const pack: Readings = { kind: 'single', unit: 'g', nominal: '500', actual: '480' }
const lot: Readings = { kind: 'lot', unit: 'g', nominal: '500', lot: '30', ...TEN }
const sale: Readings = { kind: 'retail', band: 'mid', method: 'high_accuracy', settled: '1.000', recheck: '0.985' }
const ring: Readings = { kind: 'precious', metal: 'gold', settled: '25.00', recheck: '24.98' }

const words = (readings: Readings) => goodsFields(readings, ON).map((one) => one.name)
const field = (readings: Readings, name: string) =>
  goodsFields(readings, ON).find((one) => one.name === name) as GoodsField
const verdicts = (readings: Readings) => goodsQuestions(readings, ON).map((one) => judge(one, ON).evaluation?.verdict)

describe('the plan of goods', () => {
  it('asks for what the rule needs before the first reading', () => {
    expect(isChosen({})).toBe(false)
    expect(isChosen({ kind: 'single' })).toBe(false)
    expect(isChosen({ kind: 'single', unit: 'kg' })).toBe(true)
    expect(isChosen({ kind: 'retail', band: 'low' })).toBe(false)
    expect(isChosen({ kind: 'retail', band: 'low', method: 'same_scale' })).toBe(true)
  })

  it('leads from the marking to the contents, and ends with what may be left out', () => {
    expect(words(pack)).toEqual(['nominal', 'actual', 'height'])
    expect(words(sale)).toEqual(['settled', 'recheck', 'price', 'amount'])
    expect(words(ring)).toEqual(['settled', 'recheck'])
    expect(goodsFields({}, ON)).toEqual([])
  })

  it('takes the number of items from the sampling plan: every one of a small lot, ten of thirty, thirteen of ninety-nine', () => {
    const asked = (size: string) => words({ ...lot, lot: size }).filter((name) => name.startsWith('item.')).length
    expect([asked('7'), asked('10'), asked('11'), asked('30'), asked('99'), asked('100')]).toEqual([
      7, 10, 10, 10, 13, 50,
    ])
    expect(samplePlan({ ...lot, lot: '99' }, ON)).toEqual({ n: 13, allowed: 1 })
    expect(samplePlan({ ...lot, lot: '' }, ON)).toBeNull()
    expect(samplePlan({ ...lot, lot: '0' }, ON)).toBeNull()
  })

  it('goes on at the first field without a reading', () => {
    const some = { ...lot, [itemName(4)]: '' }
    expect(firstOpen(goodsFields(some, ON), some)).toBe(itemName(4))
    expect(firstOpen(goodsFields(sale, ON), sale)).toBe('price')
    expect(firstOpen(goodsFields(ring, ON), ring)).toBe('recheck')
  })
})

describe('the questions of goods', () => {
  it('judges a pack in grams whatever unit it is marked in', () => {
    expect(verdicts(pack)).toEqual(['T1_defective'])
    expect(verdicts({ ...pack, actual: '485' })).toEqual(['ok'])
    expect(verdicts({ ...pack, actual: '469' })).toEqual(['T2_defective'])
    expect(goodsQuestions({ kind: 'single', unit: 'kg', nominal: '5', actual: '4.92' }, ON)[0]?.inputs).toEqual({
      nominal_g: '5000',
      actual_g: '4920',
      unit: 'g',
    })
    expect(goodsQuestions({ kind: 'single', unit: 'cL', nominal: '75', actual: '74.5' }, ON)[0]?.inputs).toEqual({
      nominal_g: '750',
      actual_g: '745',
      unit: 'mL',
    })
  })

  it('judges the marking by the unit it was typed in', () => {
    expect(verdicts({ ...pack, height: '3.9' })).toEqual(['T1_defective', 'fail'])
    expect(verdicts({ ...pack, height: '4' })).toEqual(['T1_defective', 'pass'])
    const asked = { kind: 'single', nominal: '5000', actual: '5000', height: '6' }
    expect(verdicts({ ...asked, unit: 'g' })).toEqual(['ok', 'fail'])
  })

  it('judges a lot when its last item is there, and each item until then', () => {
    const nine = { ...lot, [itemName(10)]: '' }
    expect(goodsQuestions(nine, ON)).toEqual([])
    expect(goodsQuestions({ ...nine, height: '4' }, ON)).toEqual([])
    expect(questionOf(field(nine, itemName(1)), nine, ON)?.rule).toBe('net_quantity_single')
    expect(questionOf(field(nine, itemName(10)), nine, ON)).toBeNull()
    expect(questionOf(field(lot, itemName(1)), lot, ON)?.rule).toBe('net_quantity_lot')
    expect(verdicts(lot)).toEqual(['pass'])
    expect(verdicts({ ...lot, [itemName(3)]: '480' })).toEqual(['fail'])
    expect(itemCounts({ ...nine, [itemName(2)]: '480', [itemName(3)]: '460' }, goodsFields(nine, ON), ON)).toEqual({
      weighed: 9,
      T1: 1,
      T2: 1,
    })
  })

  it('judges a sale by its band and the way it was weighed again, and the amount beside it', () => {
    expect(verdicts(sale)).toEqual(['fail'])
    expect(verdicts({ ...sale, recheck: '0.995' })).toEqual(['pass'])
    expect(verdicts({ ...sale, method: 'equal_accuracy', recheck: '0.990' })).toEqual(['pass'])
    expect(verdicts({ ...sale, price: '12.80', amount: '12.85' })).toEqual(['fail', 'fail'])
    expect(verdicts({ ...sale, price: '12.83', amount: '12.8', interval: '0.1' })).toEqual(['fail', 'pass'])
  })

  it('judges gold piece by piece', () => {
    expect(verdicts(ring)).toEqual(['fail'])
    expect(verdicts({ ...ring, metal: 'silver' })).toEqual(['pass'])
  })

  it('says of a reading far off that it is implausible, and judges it all the same', () => {
    const off = (actual: string) => isImplausible(field(pack, 'actual'), { ...pack, actual })
    expect([off('249'), off('250'), off('500'), off('750'), off('751'), off('')]).toEqual([
      true,
      false,
      false,
      false,
      true,
      false,
    ])
    expect(isImplausible(field(sale, 'recheck'), { ...sale, recheck: '0.1', nominal: '0.1' })).toBe(true)
    expect(isImplausible(field(pack, 'nominal'), pack)).toBe(false)
    expect(verdicts({ ...pack, actual: '48' })).toEqual(['T2_defective'])
    expect(judge(goodsQuestions({ ...pack, actual: '4800' }, ON)[0] as never, ON).problem?.slug).toBe(
      'value_out_of_range',
    )
  })
})

describe('a correction of goods', () => {
  const checked = (readings: Readings) =>
    ({
      target: 'premises',
      measurements: goodsQuestions(readings, ON).map((one) => measurementOf(judge(one, ON))),
    }) as unknown as Check
  const restored = (readings: Readings) =>
    withGoods(emptyDraft({ target: 'premises', premises_id: 'p', instrument_id: null }, null), checked(readings))
      .readings

  it('begins with what was typed', () => {
    const litres = { kind: 'single', unit: 'L', nominal: '1.5', actual: '1.48', height: '6' }
    for (const typed of [pack, { ...pack, height: '4' }, lot, ring, litres]) expect(restored(typed)).toEqual(typed)
    const priced = { ...sale, price: '12.80', amount: '12.85', interval: '0.01' }
    expect(restored(priced)).toEqual(priced)
  })

  it('shows a quantity in the unit of its size where the marking was not checked', () => {
    expect(restored({ ...pack, nominal: '5000', actual: '4920' })).toEqual({
      ...pack,
      unit: 'kg',
      nominal: '5',
      actual: '4.92',
    })
  })

  it('knows goods from everything else that is checked at the premises', () => {
    expect(isGoods(checked(ring))).toBe(true)
    expect(isGoods({ target: 'premises', measurements: [{ rule: 'spectacle_lens_power' }] } as unknown as Check)).toBe(
      false,
    )
    expect(goodsTopic('check:v:premises:p::goods-0199')).toBe('0199')
    expect(goodsTopic('check:v:premises:p::lens')).toBeUndefined()
  })
})
