// Contrast of every token pair in use, in the three themes, by the formula of WCAG 2.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Tokens = Record<string, string>
const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

function tokensOf(selector: string): Tokens {
  const body = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? ''
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9A-Fa-f]{6})/g)].map((found) => [found[1], found[2]]))
}

const light = tokensOf(':root')
const themes: Record<string, Tokens> = {
  light,
  dark: { ...light, ...tokensOf('[data-theme="dark"]') },
  outdoor: { ...light, ...tokensOf('[data-theme="outdoor"]') },
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(tokens: Tokens, ink: string, ground: string): number {
  const pair = [ink, ground].map((name) => luminance(tokens[name] ?? '')).sort((one, other) => other - one) as [
    number,
    number,
  ]
  return (pair[0] + 0.05) / (pair[1] + 0.05)
}

const grounds = ['bg', 'surface']
const tints = ['ok-bg', 'warn-bg', 'bad-bg', 'stop-bg', 'act-bg']
const states = ['ok', 'warn', 'bad', 'stop']
const text: [string, string][] = [
  ...grounds.flatMap((ground): [string, string][] => ['text', 'text-2', 'act', ...states].map((ink) => [ink, ground])),
  ...tints.flatMap((ground): [string, string][] => ['text', 'text-2'].map((ink) => [ink, ground])),
  ...states.map((state): [string, string] => [state, `${state}-bg`]),
  ...states.map((state): [string, string] => ['on-state', state]),
  ['act', 'act-bg'],
  ['on-act', 'act'],
]
const graphics: [string, string][] = [
  ...states.map((state): [string, string] => [state, 'bg']),
  ['ok', 'zone'],
  ['line-strong', 'bg'],
]

describe.each(Object.entries(themes))('the %s theme', (name, tokens) => {
  it.each(text)(`shows %s on %s readably`, (ink, ground) => {
    expect(contrast(tokens, ink, ground)).toBeGreaterThanOrEqual(name === 'outdoor' ? 10 : 4.5)
  })

  it.each(graphics)('draws %s on %s visibly', (ink, ground) => {
    expect(contrast(tokens, ink, ground)).toBeGreaterThanOrEqual(3)
  })
})
