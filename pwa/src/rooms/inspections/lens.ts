// A pair of spectacles: what was prescribed and what was measured, eye by eye.
import { finished } from './decimal-text'
import type { Question } from './judging'

export const EYES = ['right', 'left'] as const
export type Eye = (typeof EYES)[number]
export const SIDES = ['rx', 'measured'] as const
export type Side = (typeof SIDES)[number]
export const PARTS = ['S', 'C', 'axis'] as const
export type Part = (typeof PARTS)[number]

export function lensField(eye: Eye, side: Side, part: Part): string {
  return `${eye}.${side}.${part}`
}

/** null until sphere and cylinder of both sides are there, and the axis where there is a cylinder. */
export function lensQuestion(eye: Eye, readings: { [field: string]: string }): Question | null {
  const sides = SIDES.map((side) => lensOf(eye, side, readings))
  if (sides.some((side) => side === null)) return null
  return { rule: 'spectacle_lens_power', inputs: { rx: sides[0], measured: sides[1] } }
}

function lensOf(eye: Eye, side: Side, readings: { [field: string]: string }): { [part: string]: string } | null {
  const [S, C, axis] = PARTS.map((part) => finished(readings[lensField(eye, side, part)] ?? ''))
  if (!S || !C) return null
  if (axis) return { S, C, axis }
  return /^-?0(\.0+)?$/.test(C) ? { S, C } : null
}
