import { describe, expect, it } from 'vitest'
import { evaluate } from '@/metrology/rules'
import { headlineOf, problemOf } from './working'

const plate = { accuracy_class: 'III', scale_kind: 'other', e: '5', stage: 'in_service', unit: 'g' }

describe('the row of a measurement', () => {
  it('shows of several positions the one whose error is largest, as the phone does', () => {
    const inputs = { ...plate, load_L: '10000', indications: ['10000', '10005', '9990', '10000'] }
    const working = evaluate('nawi_eccentricity', inputs, '2026-11-23')
    const row = headlineOf('nawi_eccentricity', inputs, working.values, working)
    expect([row.quantity, row.value, row.limit]).toEqual(['位置3误差', '\u221210', '±10'])
  })

  it('names a refused reading from its group inwards', () => {
    const refused = { title: '数值超出允许填写的范围', title_en: 'Out of range', pointer: '/rx/S' }
    expect(problemOf(refused).name).toBe('处方 球镜S')
    expect(problemOf({ ...refused, pointer: null }).name).toBe('')
  })
})
