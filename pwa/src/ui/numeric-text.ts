// Typing a reading: the text stays exactly as it was typed ("2.50" is not "2.5"), and is never turned into a number.

export const MAX_DIGITS = 30
export type Key = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '.' | '-' | 'backspace' | 'clear'

/** The text after one key. A key that cannot follow leaves the text as it is; minus turns the sign over. */
export function press(text: string, key: Key): string {
  if (key === 'clear') return ''
  if (key === 'backspace') return text.slice(0, -1)
  if (key === '-') return text.startsWith('-') ? text.slice(1) : `-${text}`
  if (key === '.') return point(text)
  if (text.replace(/\D/g, '').length >= MAX_DIGITS) return text
  return /^-?0$/.test(text) ? text.slice(0, -1) + key : text + key
}

function point(text: string): string {
  if (text.includes('.')) return text
  return text === '' || text === '-' ? `${text}0.` : `${text}.`
}

/** Whether the text is a whole decimal, as a rule takes it. */
export function isDecimal(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text)
}

const KEYBOARD: Record<string, Key> = {
  Backspace: 'backspace',
  Delete: 'clear',
  ',': '.',
  '．': '.',
  '。': '.',
  '−': '-',
}

/** The key of a keyboard event, for phones with a keyboard and for people who do not use the screen. */
export function keyOf(name: string): Key | null {
  if (/^[0-9.-]$/.test(name)) return name as Key
  return KEYBOARD[name] ?? null
}
