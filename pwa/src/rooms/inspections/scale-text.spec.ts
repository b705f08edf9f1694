import { describe, expect, it } from 'vitest'
import { judge, measurementOf, type Question } from './judging'
import { measuredTexts } from './measured-text'
import english from './messages/en.json'
import chinese from './messages/zh-CN.json'
import type { Say } from './record-facts'

type Words = { [key: string]: string | Words }

function sayIn(words: Words): Say {
  return (key, given = {}) => {
    const found = key
      .split('.')
      .reduce<string | Words | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), words)
    if (typeof found !== 'string') throw new Error(`no words for ${key}`)
    return found.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      if (given[name] === undefined) throw new Error(`${key} was not given ${name}`)
      return String(given[name])
    })
  }
}

const plate = { accuracy_class: 'III', scale_kind: 'other', e: '5', stage: 'in_service', unit: 'g' }
// each begins with the nature of its result, which tester.spec.ts looks at
const NATURE = /^(\u73b0\u573a\u68c0\u67e5\uff1a|check on site: )/
const told = (question: Question) => {
  const one = measurementOf(judge(question, '2026-11-23'))
  return [
    ...measuredTexts([one], { say: sayIn(chinese), english: false }),
    ...measuredTexts([one], { say: sayIn(english), english: true }),
  ].map((words) => words.replace(NATURE, ''))
}

describe('what the record says of a scale', () => {
  it('tells the zero by its own limit, and at which load it was found', () => {
    const zero = { e: '5', unit: 'g', indication_I: '0', additional_dL: '1.0' }
    expect(told({ rule: 'nawi_zero_accuracy', inputs: zero })).toEqual([
      '零点误差 +1.5 g，置零准确度限值 ±1.25 g，超出限值',
      'error at zero +1.5 g, limit for the accuracy of zero ±1.25 g, exceeds its limit',
    ])
    const tracked = { ...zero, load_L: '50', indication_I: '50', additional_dL: '2.5' }
    expect(told({ rule: 'nawi_zero_accuracy', inputs: tracked })[0]).toBe(
      '零点误差 0 g（零点跟踪不能关闭，于 50 g 处测得），置零准确度限值 ±1.25 g，在限值内',
    )
  })

  it('names each position with its error', () => {
    const indications = ['10000', '10005', '9990', '10000']
    expect(told({ rule: 'nawi_eccentricity', inputs: { ...plate, load_L: '10000', indications } })).toEqual([
      '偏载：载荷 10 kg，左前 0 g、右前 +5 g、左后 −10 g、右后 0 g，最大允许误差 ±10 g，在最大允许误差内（未加附加砝码，仅作筛查）',
      'eccentric loading with 10 kg: front left 0 g, front right +5 g, back left −10 g, back right 0 g; limit ±10 g, within the maximum permissible error (no added weights, screening only)',
    ])
    const six = { ...plate, load_L: '6000', indications: Array(6).fill('6000') }
    expect(told({ rule: 'nawi_eccentricity', inputs: six })[0]).toContain('支承点 6 0 g')
  })

  it('counts the weighings of a repeatability', () => {
    const inputs = { ...plate, load_L: '24000', P_values: ['24000', '24000.5', '24004.5'] }
    expect(told({ rule: 'nawi_repeatability', inputs })).toEqual([
      '载荷 24 kg 处 3 次测量，各次示值之差 4.5 g，应不大于 15 g，重复性在允许范围内',
      '3 weighings of 24 kg: their range 4.5 g, at most 15 g, repeatability within its limit',
    ])
  })

  it('calls a single reading a screening, and an old zero by its name', () => {
    const quick = { ...plate, load_L: '1000', indication_I: '1005' }
    expect(told({ rule: 'nawi_indication_error', inputs: quick })[0]).toContain('（单次示值，仅作筛查）')
    const zero = { ...plate, load_L: '0', indication_I: '0', additional_dL: '2' }
    expect(told({ rule: 'nawi_indication_error', inputs: zero })[0]).toMatch(/^零点示值误差 \+0.5 g/)
  })
})
