// Where a needle stands on a band. Pixels only: the verdict comes from the evaluator, never from here.

export interface Limits {
  /** decimal text; null where there is no limit on that side */
  lower: string | null
  upper: string | null
}

export interface Scale {
  from: number
  to: number
  /** 0 to 1 along the band */
  place(text: string): number
}

/** The limits stand still at a quarter and three quarters of the band; one limit alone stands at a quarter of its side. */
export function scaleFor({ lower, upper }: Limits): Scale {
  const low = lower === null ? null : Number(lower)
  const high = upper === null ? null : Number(upper)
  const from = low ?? -(high ?? 1)
  const to = high ?? -(low ?? -1)
  const margin = (Math.abs(to - from) || 1) / 2
  return scale(Math.min(from, to) - margin, Math.max(from, to) + margin)
}

function scale(from: number, to: number): Scale {
  return { from, to, place: (text) => Math.min(1, Math.max(0, (Number(text) - from) / (to - from))) }
}

/** With its sign, and the minus a reader expects: +3.0, −5.0, 0. */
export function signed(text: string): string {
  if (text.startsWith('-')) return `−${text.slice(1)}`
  return /^0(\.0+)?$/.test(text) ? text : `+${text}`
}

/** The end of a band as text: short, since it only helps to read the scale. */
export function endText(value: number, like: string): string {
  const text = value.toFixed(Math.min(12, like.split('.')[1]?.length ?? 0))
  return signed(text.includes('.') ? text.replace(/\.?0+$/, '') : text)
}
