import { describe, expect, it } from 'vitest'
import type { Check, Checklist, Inspection, Instrument, Premises } from '@/contract/entities'
import { judge, measurementOf } from './judging'
import english from './messages/en.json'
import chinese from './messages/zh-CN.json'
import type { RecordCheck, RecordFacts, Say, Teller } from './record-facts'
import { recordText } from './record-text'
import { withReference } from './reference'
import { stripText } from './strip-text'
import { testedBy } from './tester'
import type { Validity } from './validity'

type Words = { [key: string]: string | Words }

function teller(words: Words, isEnglish: boolean): Teller {
  const say: Say = (key, given = {}) => {
    const found = key
      .split('.')
      .reduce<string | Words | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), words)
    if (typeof found !== 'string') throw new Error(`no words for ${key}`)
    return found.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      if (given[name] === undefined) throw new Error(`${key} was not given ${name}`)
      return String(given[name])
    })
  }
  return { say, english: isEnglish }
}

const official = teller(chinese, false)
const list = {
  code: 'market_stall',
  edition: '2025-03',
  title: '摊位检查表',
  title_en: 'Stalls',
  items: [
    {
      code: 'U10',
      text: '使用法定计量单位',
      text_en: 'Legal units',
      clause: '《计量法》第三条',
      clause_en: 'Metrology Law, art. 3',
    },
  ],
} as unknown as Checklist
const inspection = {
  premises_id: 'm',
  on: '2026-11-23',
  started_at: '2026-11-23T02:20:00Z',
  conditions: { identification_shown: 'yes', temperature_C: '12' },
  standards: [],
  position: null,
  assistants: [],
  measures: [{ kind: 'rectify', text: '改用法定计量单位', deadline_on: '2026-11-26' }],
  statement: null,
  outcome: 'inspected',
} as unknown as Inspection
const scale = { name: '电子计价秤', model: 'ACS-30', serial_number: 'SL20252231' } as Instrument
const measured = measurementOf(
  judge(
    {
      rule: 'nawi_indication_error',
      inputs: {
        accuracy_class: 'III',
        scale_kind: 'price_computing',
        e: '5',
        load_L: '1000',
        stage: 'in_service',
        unit: 'g',
        indication_I: '1000',
      },
    },
    '2026-11-23',
  ),
)
const check = (more: Partial<Check>): Check =>
  ({
    target: 'stall',
    outcome: 'checked',
    answers: [],
    identity_checks: [],
    measurements: [],
    photos: [],
    note: null,
    checklist_code: 'market_stall',
    checklist_edition: '2025-03',
    ...more,
  }) as Check

function facts(checks: RecordCheck[], more: Partial<RecordFacts> = {}): RecordFacts {
  const premises = { name: '枣园路集贸市场（样例）', address: '样例路1号', kind: 'market' } as Premises
  return {
    inspection,
    ended_at: '2026-11-23T02:46:00Z',
    premises,
    merchant: null,
    lead: { name: '样例甲', enforcement_id: '样例-0001' } as RecordFacts['lead'],
    second: null,
    checks,
    checklists: [list],
    signatures: [],
    ...more,
  }
}
const stall = (given: Check): RecordCheck => ({
  check: given,
  place: { name: '张记水果（样例）', position_no: 'A区 037', kind: 'stall' } as Premises,
  merchant: null,
  instrument: scale,
  validity: {
    kind: 'valid',
    result: 'conforming',
    state: 'ok',
    valid_until: '2026-12-14',
    certificate_number: null,
    verified_on: null,
    days: 21,
    pending: false,
  },
})
const textOf = (given: RecordFacts, words = official) =>
  recordText(given, words)
    .flatMap((section) => [section.heading ?? '', ...section.lines.map((line) => line.text)])
    .join('\n')

const lens = (on: string, marked: boolean) => {
  const given = { rx: { S: '-3.00', C: '0' }, measured: { S: '-3.50', C: '0' } }
  const one = measurementOf(judge({ rule: 'spectacle_lens_power', inputs: given }, on))
  return withReference(one, { conditions: marked ? { reference_rule: '1' } : {} })
}
const nozzle = (number: string, ...volumes: string[]): RecordCheck => ({
  ...stall(
    check({
      target: 'instrument',
      premises_id: number,
      instrument_id: number,
      measurements: volumes.map((volume, index) => {
        const run = { V_J_L: '20.00', V_B20_L: volume, t_J_C: '20', t_B_C: '20' }
        const inputs = {
          oil: 'gasoline',
          measure_material: 'stainless',
          flow_point: ['Q1', 'Q2'][index],
          runs: [run, run, run],
        }
        return measurementOf(judge({ rule: 'fuel_flow_point', inputs }, '2026-11-23'))
      }),
    }),
  ),
})

describe('现场检查笔录', () => {
  it('says that all nozzles lean to the seller, and only when all do', () => {
    const text = textOf(facts([nozzle('1', '19.98', '19.97'), nozzle('2', '19.99')]))
    expect(text).toContain(
      '本站已测 2 支加油枪的 3 个示值误差均为正值（示值大于实际体积，对购油人不利），平均 +0.10 %，极差 0.10 %；本项只作统计提示',
    )
    expect(textOf(facts([nozzle('1', '19.98'), nozzle('2', '20.01')]))).not.toContain('统计提示')
    expect(textOf(facts([nozzle('1', '19.98', '19.97')]))).not.toContain('统计提示')
  })

  it('says of a lens since its edition is over what was found, and draws no conclusion from it', () => {
    const checked = check({ target: 'premises', checklist_code: null, measurements: [lens('2026-11-23', true)] })
    const [line] = recordText(facts([stall(checked)]), official).flatMap((one) =>
      one.lines.filter(({ text }) => text.includes('顶焦度')),
    )
    expect(line?.text).toContain('仅供参考，不据以作出结论')
    expect(line?.strong).toBe(false)
    const before = check({ target: 'premises', checklist_code: null, measurements: [lens('2026-11-23', false)] })
    const [was] = recordText(facts([stall(before)]), official).flatMap((one) =>
      one.lines.filter(({ text }) => text.includes('顶焦度')),
    )
    expect(was?.strong).toBe(true)
  })

  it('says when, who, where, and that the second officer is still to confirm', () => {
    const text = textOf(facts([]))
    expect(text).toContain('2026年11月23日10时20分至10时46分，执法人员样例甲（执法证号 样例-0001）、第二执法人员待确认')
    expect(text).toContain('未取得定位')
    expect(text).toContain('不申请回避')
    expect(textOf(facts([], { ended_at: '2026-11-23T17:01:00Z' }))).toContain(
      '至2026年11月24日1时01分'.replace('1时', '01时'),
    )
  })

  it('says of a stall what was read, against which limit, and that one reading is a screening', () => {
    const text = textOf(facts([stall(check({ measurements: [measured] }))]))
    expect(text).toContain(
      'A区 037 张记水果（样例） 电子计价秤 ACS-30（编号 SL20252231），检定有效期至 2026-12-14，现场检查：1 kg 砝码示值 1.000 kg，误差 0 g，最大允许误差 ±5 g，在最大允许误差内（单次示值，仅作筛查）。本次检查未发现问题。',
    )
    expect(text).toContain('共检查摊位 1 个：符合 1 个')
  })

  it('says a finding with its clause and what was found, in bold, and the measure with its deadline', () => {
    const failed = check({
      answers: [{ item: 'U10', answer: 'nonconforming', note: '标价签写有“苹果 5元/斤”', photos: [], phrase: null }],
    })
    const sections = recordText(facts([stall(failed)]), official)
    const lines = sections.flatMap((section) => section.lines)
    expect(lines.find((line) => line.text.startsWith('不符合'))).toEqual({
      text: '不符合：使用法定计量单位（《计量法》第三条）。现场情况：标价签写有“苹果 5元/斤”',
      strong: true,
    })
    expect(lines.some((line) => line.text === '1. 责令改正：改用法定计量单位，期限 2026-11-26。')).toBe(true)
  })

  it('says of a refusal the reason, the recorder and the witness', () => {
    const signatures = [
      {
        role: 'party',
        name: '张某',
        capacity: null,
        choice: 'refused',
        reason: '不认可',
        blob_sha256: null,
        recorder_number: 'Z-07',
      },
      { role: 'witness', name: '李样例', capacity: null, choice: null, reason: null, blob_sha256: null },
    ] as RecordFacts['signatures']
    const text = textOf(facts([], { signatures }))
    expect(text).toContain('被检查单位拒绝签字：不认可\n执法记录仪编号：Z-07。\n见证人：李样例。')
  })

  it('has every outcome and kind of check in both languages, with nothing left open', () => {
    const outcomes = ['closed_business', 'no_such_premises', 'not_seen', 'stopped_use', 'refused'] as const
    const failed = check({
      answers: (['conforming', 'nonconforming', 'not_applicable'] as const).map((answer) => ({
        item: 'U10',
        answer,
        note: null,
        photos: [],
        phrase: null,
      })),
    })
    const compared = check({
      target: 'instrument',
      identity_checks: (['match', 'mismatch', 'unseen'] as const).map((answer) => ({
        field: 'serial_number',
        expected: 'S',
        answer,
        seen: null,
      })),
    })
    const checks = [
      ...outcomes.map((outcome) => stall(check({ outcome }))),
      stall({ ...failed, target: 'organiser' }),
      stall(failed),
      stall(compared),
    ]
    for (const words of [official, teller(english, true)]) {
      expect(textOf(facts(checks), words)).not.toMatch(/undefined|\{\w+\}/)
      for (const outcome of outcomes)
        expect(textOf(facts([], { inspection: { ...inspection, outcome } }), words)).not.toBe('')
    }
    expect(textOf(facts(checks), teller(english, true))).toContain('Legal units (Metrology Law, art. 3)')
  })
})

describe('the nature of what was found', () => {
  const tester = { institution: '样例市计量测试所', person: '样例检定员', certificate_number: '样例-017' }
  const tested = testedBy(tester, measured)

  it('is said once for readings of the same kind, and anew where it changes', () => {
    const other = testedBy({ ...tester, certificate_number: '样例-018' }, measured)
    const text = textOf(facts([stall(check({ measurements: [measured, measured, tested, tested, other] }))]))
    expect(text.match(/现场检查：|技术机构检测（[^）]*）：/g)).toEqual([
      '现场检查：',
      '技术机构检测（样例市计量测试所，检测人员 样例检定员，证书编号 样例-017）：',
      '技术机构检测（样例市计量测试所，检测人员 样例检定员，证书编号 样例-018）：',
    ])
    expect(text).not.toContain('合格')
  })

  it('is said of goods too, and in English', () => {
    const goods = { ...stall(check({ target: 'premises', note: '挂面', measurements: [tested] })), place: null }
    expect(textOf(facts([goods]))).toContain('\n技术机构检测（样例市计量测试所')
    expect(textOf(facts([goods]), teller(english, true))).toContain(
      'test by a technical institution (样例市计量测试所, tested by 样例检定员, certificate 样例-017): ',
    )
  })

  it('lets only the conclusion of a verification say 合格, with the number of its certificate', () => {
    const verified = (more: object) => {
      const one = stall(check({ measurements: [measured] }))
      return textOf(
        facts([{ ...one, validity: { ...one.validity, certificate_number: '样例-证-9', ...more } as Validity }]),
      )
    }
    expect(verified({})).toContain('检定结论（证书 样例-证-9）：合格，检定有效期至 2026-12-14，现场检查：')
    expect(verified({ kind: 'failed', result: 'nonconforming' })).toContain(
      '检定结论（证书 样例-证-9）：不合格，现场检查：',
    )
    expect(verified({ result: null })).not.toContain('合格')
    expect(verified({ certificate_number: null })).not.toContain('合格')
  })
})

describe('goods in the record', () => {
  const asked: [string, object][] = [
    ['net_quantity_single', { nominal_g: '500', actual_g: '480', unit: 'g' }],
    ['net_quantity_lot', { lot_size_N: '2', nominal_g: '500', sample_g: ['499', '500'], unit: 'g' }],
    ['net_quantity_lot', { lot_size_N: '11', nominal_g: '500', sample_g: Array(10).fill('499'), unit: 'g' }],
    [
      'net_quantity_marking',
      { quantity_kind: 'mass', nominal_value: '500', marked_unit: 'g', character_height_mm: '3' },
    ],
    [
      'retail_weighing_shortage',
      { price_band: 'mid', recheck_method: 'same_scale', settled_kg: '1', actual_kg: '1.1' },
    ],
    ['retail_gold', { item: 'gold', settled_g: '25', actual_g: '24' }],
    ['price_computation', { unit_price: '5', mass_kg: '1', shown_amount: '5.1', amount_interval: '0.01' }],
  ]
  const goods = asked.map(([rule, inputs]) => ({
    ...stall(
      check({
        target: 'premises',
        note: '挂面（样例）',
        measurements: [
          measurementOf(
            judge({ rule: 'retail_gold', inputs: { item: 'gold', settled_g: '1', actual_g: '1' } }, '2026-11-23'),
          ),
          measurementOf(judge({ rule, inputs: { ...inputs } }, '2026-11-23')),
        ],
      }),
    ),
    place: null,
  }))

  it('are named, and every rule has its sentence in both languages with nothing left open', () => {
    expect(goods.every((one) => one.check.measurements.every((two) => two.phone.verdict !== null))).toBe(true)
    for (const words of [official, teller(english, true)])
      expect(textOf(facts(goods), words)).not.toMatch(/undefined|\{\w+\}/)
    const text = textOf(facts(goods))
    expect(text).toContain('商品量检查：挂面（样例）。')
    expect(text).toContain('短缺量 20 g，允许短缺量 15 g，短缺量大于允许短缺量、不大于其 2 倍。')
    expect(text).toContain('短少 −100 g')
    expect(text).not.toContain('合格')
  })

  it('say that the sampling plan had expired on the day', () => {
    expect(textOf(facts(goods.slice(1, 2)))).toContain('（所用版本已失效，仅供参考）')
    expect(textOf(facts(goods.slice(0, 1)))).not.toContain('仅供参考')
  })
})

describe('the strip', () => {
  it('is short: problems, measures, and the code', () => {
    const failed = check({ answers: [{ item: 'U10', answer: 'nonconforming', note: '斤', photos: [], phrase: null }] })
    const lines = stripText(facts([stall(check({})), stall(failed)]), 'ABCD-1234', official).map((line) => line.text)
    expect(lines).toContain('共检查 2 项，发现问题 1 项')
    expect(lines).toContain('交付码 ABCD-1234')
    expect(lines.filter((line) => line.startsWith('■'))).toEqual(['■ A区 037'])
  })
})

describe('several tests of one instrument', () => {
  const inputs = { ...measured.inputs, load_L: '2000', indication_I: '2030' }
  const exceeding = measurementOf(judge({ rule: 'nawi_indication_error', inputs }, '2026-11-23'))
  const linesOf = (measurements: Check['measurements']) =>
    recordText(facts([stall(check({ target: 'instrument', measurements }))]), official)
      .flatMap((section) => section.lines)
      .filter((line) => /载荷|砝码|标准器|发现|核实/.test(line.text))

  it('stand line by line, and only what exceeds stands out', () => {
    expect(linesOf([measured, exceeding]).map((line) => [line.text.slice(0, 12), line.strong])).toEqual([
      ['现场检查：1 kg 砝码', false],
      ['2 kg 砝码示值 2.', true],
      ['发现问题。', true],
    ])
  })

  it('say once that their standard lets nothing be concluded, and of which tests', () => {
    const open = [measured, exceeding].map((one) => ({
      ...one,
      phone: { ...one.phone, standard: 'standard_missing' as const },
    }))
    const text = linesOf(open)
      .map((line) => line.text)
      .join('')
    expect(text.split('未记载标准器')).toHaveLength(2)
    expect(text).toContain('。衡器示值误差：未记载标准器，不作结论。')
    expect(linesOf(open.slice(0, 1))[0]?.text).toContain('，未记载标准器，不作结论。')
  })
})
