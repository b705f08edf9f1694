// A pair of spectacles: what was prescribed and what was measured, eye by eye. A power has a sign that somebody chose.
import { finished } from './decimal-text'
import type { Question } from './judging'

export const EYES = ['right', 'left'] as const
export type Eye = (typeof EYES)[number]
export const SIDES = ['rx', 'measured'] as const
export type Side = (typeof SIDES)[number]
export const PARTS = ['S', 'C', 'axis'] as const
export type Part = (typeof PARTS)[number]
export const SIGNS = ['+', '-'] as const
export type Sign = (typeof SIGNS)[number]

export type Readings = { readonly [field: string]: string }

/** Holds what was typed without its sign; the sign stands beside it, so that a forgotten one is never a plus. */
export function lensField(eye: Eye, side: Side, part: Part): string {
  return `${eye}.${side}.${part}`
}

export function signField(field: string): string {
  return `${field}.sign`
}

/** A power as it is kept in a draft: figures and sign apart. What was recorded without a minus was plus; nothing has no sign. */
export function lensTexts(field: string, recorded: string): [string, string][] {
  if (recorded === '' || field.endsWith('.axis')) return [[field, recorded]]
  const sign = isZero(recorded) ? '' : recorded.startsWith('-') ? '-' : '+'
  return [
    [field, recorded.replace('-', '')],
    [signField(field), sign],
  ]
}

/** A minus typed by an older app stands before its figures. */
export function signOf(readings: Readings, field: string): Sign | null {
  const chosen = SIGNS.find((one) => one === readings[signField(field)])
  return chosen ?? (readings[field]?.startsWith('-') ? '-' : null)
}

export function figuresOf(readings: Readings, field: string): string {
  return (readings[field] ?? '').replace('-', '')
}

export function isZero(text: string): boolean {
  return /^-?0+(\.0*)?$/.test(text)
}

/** Figures that mean something only with a sign, and nobody has chosen it. */
export function lacksSign(readings: Readings, field: string): boolean {
  const figures = figuresOf(readings, field)
  return !field.endsWith('.axis') && figures !== '' && !isZero(figures) && signOf(readings, field) === null
}

/** As it is shown while it is typed: with its sign, or with both until one is chosen. */
export function shownText(readings: Readings, field: string): string {
  const figures = figuresOf(readings, field)
  if (field.endsWith('.axis') || isZero(figures)) return figures
  const sign = signOf(readings, field)
  return figures === '' ? (sign ?? '') : `${sign ?? '±'}${figures}`
}

function powerOf(readings: Readings, field: string): string | null {
  const figures = finished(figuresOf(readings, field))
  if (figures === null || lacksSign(readings, field)) return null
  return signOf(readings, field) === '-' && !isZero(figures) && !field.endsWith('.axis') ? `-${figures}` : figures
}

/** How the lens is written, by the sign of its cylinder; both are judged alike. */
export function formOf(eye: Eye, side: Side, readings: Readings): 'plus' | 'minus' | null {
  const cylinder = powerOf(readings, lensField(eye, side, 'C'))
  if (cylinder === null || isZero(cylinder)) return null
  return cylinder.startsWith('-') ? 'minus' : 'plus'
}

/** Something is typed of this eye, and it is not yet enough to be judged. */
export function isHalf(eye: Eye, readings: Readings): boolean {
  const typed = SIDES.some((side) => PARTS.some((part) => figuresOf(readings, lensField(eye, side, part)) !== ''))
  return typed && lensQuestion(eye, readings) === null
}

/** null until sphere and cylinder of both sides are there with their signs, and the axis where there is a cylinder. */
export function lensQuestion(eye: Eye, readings: Readings): Question | null {
  const sides = SIDES.map((side) => lensOf(eye, side, readings))
  if (sides.some((side) => side === null)) return null
  return { rule: 'spectacle_lens_power', inputs: { eye, rx: sides[0], measured: sides[1] } }
}

function lensOf(eye: Eye, side: Side, readings: Readings): { [part: string]: string } | null {
  const [S, C, axis] = PARTS.map((part) => powerOf(readings, lensField(eye, side, part)))
  if (!S || !C) return null
  if (axis) return { S, C, axis }
  return isZero(C) ? { S, C } : null
}
