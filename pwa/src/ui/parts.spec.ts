// @vitest-environment happy-dom
// The parts as somebody uses them who cannot see colour, or cannot see at all: names, states, keys; and axe on all of them.
import { mount } from '@vue/test-utils'
import axe from 'axe-core'
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import BottomBar from './BottomBar.vue'
import ChoiceRow from './ChoiceRow.vue'
import ConfirmSheet from './ConfirmSheet.vue'
import ErrorBand from './ErrorBand.vue'
import { makeWords } from './language'
import chinese from './messages/zh-CN.json'
import NumericKeypad from './NumericKeypad.vue'
import PhoneScreen from './PhoneScreen.vue'
import PhotoStrip from './PhotoStrip.vue'
import RingMark from './RingMark.vue'
import SegmentedAnswer from './SegmentedAnswer.vue'
import StepBar from './StepBar.vue'
import TextField from './TextField.vue'

const router = createRouter({
  history: createMemoryHistory(),
  routes: [{ path: '/:rest(.*)*', component: { template: '<p />' } }],
})
const plugins = [makeWords({ ui: chinese }, async () => ({})), router]
const global = { plugins }

describe('an answer in segments', () => {
  it('presets nothing, and says by more than colour what was chosen', async () => {
    const part = mount(SegmentedAnswer, { props: { label: '铅封' }, global })
    const buttons = part.findAll('button')
    expect(buttons.map((button) => button.attributes('aria-pressed'))).toEqual(['false', 'false', 'false'])
    await buttons[1]?.trigger('click')
    expect(part.emitted('update:modelValue')).toEqual([['nonconforming']])
    await part.setProps({ modelValue: 'nonconforming' })
    expect(part.findAll('.shape').map((shape) => shape.classes())).toEqual([['shape', 'shape-bad']])
    expect(part.get('[aria-pressed="true"]').text()).toBe('不符合')
  })
})

describe('the keypad', () => {
  it('writes what is tapped and what is typed, and leaves the text a text', async () => {
    const part = mount(NumericKeypad, {
      props: {
        modelValue: '',
        go: '下一点',
        'onUpdate:modelValue': (text: string) => part.setProps({ modelValue: text }),
      },
      global,
    })
    for (const key of ['2', '.', '5', '0'])
      await part
        .findAll('button')
        .find((button) => button.text() === key)
        ?.trigger('click')
    expect(part.props('modelValue')).toBe('2.50')
    await part.get('.minus').trigger('click')
    await part.get('.keypad').trigger('keydown', { key: 'Backspace' })
    expect(part.props('modelValue')).toBe('-2.5')
    await part.get('.go').trigger('click')
    expect(part.emitted('go')).toHaveLength(1)
  })

  it('names the keys that are only signs', () => {
    const part = mount(NumericKeypad, { props: { modelValue: '', go: '下一点' }, global })
    expect(['.minus', '.point', '.erase'].map((key) => part.get(key).attributes('aria-label'))).toEqual([
      '负号',
      '小数点',
      '删除一位',
    ])
  })
})

describe('the error band', () => {
  it('says its figures, and colours by the verdict it was given, not by where the needle stands', () => {
    const props = { error: '4.9', lower: '-5.0', upper: '5.0', unit: 'g', state: 'bad' as const }
    const part = mount(ErrorBand, { props, global })
    expect(part.get('svg').attributes('aria-label')).toBe('误差 +4.9 g，允许范围 −5.0 至 +5.0 g')
    expect(part.find('.exceeds').exists()).toBe(true)
  })
})

describe('a sheet', () => {
  it('opens as a modal with a name, and goes back by Escape', async () => {
    const part = mount(ConfirmSheet, {
      props: { open: false, title: '退出登录？', act: '退出' },
      global,
      attachTo: document.body,
    })
    expect(part.get('dialog').element.open).toBe(false)
    await part.setProps({ open: true })
    await nextTick()
    expect(part.get('dialog').element.open).toBe(true)
    await part.get('dialog').trigger('cancel')
    expect(part.emitted('cancel')).toHaveLength(1)
    part.unmount()
  })
})

describe('all parts', () => {
  it('have no fault that axe knows', async () => {
    document.documentElement.lang = 'zh-CN'
    document.title = '衡鉴'
    const parts = [
      mount(SegmentedAnswer, { props: { label: '铅封', modelValue: 'conforming' }, global, attachTo: document.body }),
      mount(NumericKeypad, { props: { modelValue: '', go: '下一点' }, global, attachTo: document.body }),
      mount(ErrorBand, { props: { error: '1', lower: '-5', upper: '5', unit: 'g' }, global, attachTo: document.body }),
      mount(RingMark, { props: { at: 'received' }, global, attachTo: document.body }),
      mount(StepBar, {
        props: { label: '步骤', steps: [{ word: '零点', state: 'now' }] },
        global,
        attachTo: document.body,
      }),
      mount(TextField, { props: { label: '备注', modelValue: '', error: '请填写' }, global, attachTo: document.body }),
      mount(ChoiceRow, {
        props: { label: '显示', modelValue: 'a', choices: [{ value: 'a', word: '浅色' }] },
        global,
        attachTo: document.body,
      }),
      mount(PhotoStrip, {
        props: { photos: [{ sha256: 'a', src: null, at: 'here', name: '照片 1' }], add: '拍照', removable: true },
        global,
        attachTo: document.body,
      }),
      mount(BottomBar, { global, attachTo: document.body }),
    ]
    const found = await axe.run(document.body, {
      rules: {
        region: { enabled: false },
        'page-has-heading-one': { enabled: false },
        'color-contrast': { enabled: false },
      },
    })
    expect(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([])
    for (const part of parts) part.unmount()
  })

  it('make a screen with one heading, one main and a way back', async () => {
    const part = mount(PhoneScreen, { props: { title: '测量', back: '/today' }, global })
    expect([
      part.findAll('h1').length,
      part.findAll('main').length,
      part.get('.back').attributes('aria-label'),
    ]).toEqual([1, 1, '返回'])
  })
})
