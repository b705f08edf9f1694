import { describe, expect, it } from 'vitest'
import type { Check, Measurement } from '@/contract/entities'
import { draftFrom } from './check-draft'
import { distinctTesters, finishedTester, testedBy, testerOf } from './tester'

const TESTER = { institution: '样例市计量测试所', person: '样例检定员', certificate_number: '样例-017' }
const measured = { rule: 'r', inputs: {}, nature: 'officer_check', screening: false, phone: {} } as Measurement

describe('the nature of a measurement', () => {
  it("is an institution's with who made it, and an officer's without a trace of one", () => {
    const tested = testedBy(TESTER, measured)
    expect(tested).toEqual({ ...measured, nature: 'institution_test', tester: TESTER })
    expect(testedBy(null, tested)).toEqual(measured)
    expect('tester' in testedBy(undefined, tested)).toBe(false)
  })

  it('needs all three words, without the blanks around them', () => {
    expect(finishedTester({ ...TESTER, person: ' 样例检定员 ' })).toEqual(TESTER)
    for (const name of Object.keys(TESTER)) expect(finishedTester({ ...TESTER, [name]: ' \u3000' })).toBeNull()
  })

  it('is brought back by a correction, whatever page it is made on', () => {
    const check = { answers: [], photos: [], measurements: [measured, testedBy(TESTER, measured)] }
    expect(testerOf(check as unknown as Check)).toEqual(TESTER)
    expect(draftFrom('c', check as unknown as Check).tester).toEqual(TESTER)
    expect(draftFrom('c', { ...check, measurements: [measured] } as unknown as Check).tester).toBeNull()
  })

  it('offers each institution once, the latest first', () => {
    const other = { ...TESTER, certificate_number: '样例-018' }
    expect(distinctTesters([TESTER, null, other, undefined, { ...TESTER }])).toEqual([TESTER, other])
  })
})
