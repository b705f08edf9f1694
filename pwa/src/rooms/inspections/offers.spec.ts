import { describe, expect, it } from 'vitest'
import type { Check, Measure, Measurement } from '@/contract/entities'
import chinese from './messages/zh-CN.json'
import { exceedsAsInstrument, offersOf } from './offers'
import type { Say } from './record-facts'
import { testedBy } from './tester'

type Words = { [key: string]: string | Words }
const say: Say = (key, given = {}) => {
  const found = key.split('.').reduce<string | Words>((at, part) => (at as Words)[part] as string | Words, chinese)
  return String(found).replaceAll(/\{(\w+)\}/g, (_, name: string) => String(given[name]))
}
const TESTER = { institution: '样例市计量测试所', person: '样例检定员', certificate_number: '样例-017' }
const subject = 'A03 电子计价秤 ACS-30（编号 SL20252231）'
const named = { subject, serial_number: 'SL20252231' }
const measured = (verdict: string, more: object = {}) =>
  ({ rule: 'nawi_indication_error', nature: 'officer_check', phone: { verdict, ...more } }) as unknown as Measurement
const check = (...measurements: Measurement[]) =>
  ({ instrument_id: 'i', outcome: 'checked', answers: [], identity_checks: [], measurements }) as unknown as Check
const words = (one: Check, measures: Measure[] = []) => offersOf(one, named, { measures }, say).map(({ word }) => word)
const decided = (kind: Measure['kind'], text: string): Measure => ({ kind, text, deadline_on: null })

describe('what an excess calls for', () => {
  it("after an officer's check: verification by the statutory body, and rest until then", () => {
    expect(offersOf(check(measured('pass'), measured('fail')), named, { measures: [] }, say)).toEqual([
      {
        word: 'send_for_verification',
        measure: decided('send_for_verification', `${subject}现场检查超出最大允许误差`),
      },
      {
        word: 'advise_stop',
        measure: decided('advise_stop', `${subject}现场检查超出最大允许误差，至检定结论作出为止`),
      },
    ])
  })

  it("after an institution's test: the verification's marks are cancelled, and rest until then", () => {
    const [first, second] = offersOf(check(testedBy(TESTER, measured('fail'))), named, { measures: [] }, say)
    expect(first?.measure).toEqual(
      decided(
        'other',
        `${subject}经样例市计量测试所检测（证书编号 样例-017）超出最大允许误差，仍在检定有效期内的，报请注销检定印、证`,
      ),
    )
    expect(second?.word).toBe('advise_stop')
  })

  it('is nothing where nothing of an instrument exceeds', () => {
    expect(words(check(measured('pass')))).toEqual([])
    expect(words(check(measured('fail', { standard: 'standard_expired' })))).toEqual([])
    expect(words({ ...check(measured('fail')), instrument_id: null })).toEqual([])
    expect(words({ ...check(measured('fail')), outcome: 'not_seen' } as unknown as Check)).toEqual([])
  })

  it("follows the office's word where the two differ", () => {
    const differing = { ...check(measured('fail')), server_evaluation: [measured('pass').phone] }
    expect(exceedsAsInstrument(differing)).toBe(false)
    expect(exceedsAsInstrument({ ...check(measured('pass')), server_evaluation: [measured('fail').phone] })).toBe(true)
  })

  it('is not offered again once decided, though its text was changed', () => {
    const one = check(measured('fail'))
    expect(words(one, [decided('send_for_verification', '秤 SL20252231 三日内送检')])).toEqual(['advise_stop'])
    expect(words(one, [decided('advise_stop', '秤 SL20252231 停用')])).toEqual(['send_for_verification'])
    expect(words(one, [decided('stop_use', '责令停止使用 SL20252231')])).toEqual(['send_for_verification'])
    expect(words(one, [decided('advise_stop', '秤 SL99999999 停用')])).toHaveLength(2)
  })

  it('tells instruments with a short number apart by all that names them', () => {
    const short = { subject: 'A03 台秤（编号 1）', serial_number: '1' }
    const measures = [decided('advise_stop', 'A13 台秤（编号 12）建议暂停使用')]
    expect(offersOf(check(measured('fail')), short, { measures }, say)).toHaveLength(2)
  })
})
