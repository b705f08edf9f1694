// Moving the point of a typed decimal (kg to g) without ever making it a floating number.

/** `shifted('2.505', 3)` is `2505`; `shifted('5', -3)` is `0.005`. Digits stay exactly those that were typed. */
export function shifted(text: string, places: number): string {
  const negative = text.startsWith('-')
  const [whole = '', decimals = ''] = text.replace('-', '').split('.')
  const digits = whole + decimals
  const point = whole.length + places
  const padded = point < 1 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0')
  const at = Math.max(point, 1)
  const front = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  const back = padded.slice(at)
  return `${negative ? '-' : ''}${front}${back === '' ? '' : `.${back}`}`
}

/** Without zeros that say nothing: `5.00` is `5`. */
export function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}

/** A typed decimal without the loose ends a keypad leaves: `5.` is `5`, `007` is `7`; null when it is no number. */
export function finished(text: string): string | null {
  const whole = text.replace(/\.$/, '').replace(/^(-?)0+(?=\d)/, '$1')
  return /^-?\d+(\.\d+)?$/.test(whole) ? whole : null
}
