// The 12-character label code K BBB RRRRRRR C and its ISO 7064 MOD 37,36 check character. Pure; twin of
// server/labels/codes.py, held to it by tests/vectors/label_codes.json. A phone reads codes and never makes one.

export const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CHECK_VALUES = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
export const LENGTH = 12
const MAX_TYPED = 64

export type Fault = 'characters' | 'length' | 'check'
export type ReadCode = { code: string; fault: null } | { code: null; fault: Fault; folded: string }

const SEPARATORS = /[ \t\-‐‑‒–—―−]/gu
const ALIKE: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' }

/** The character that makes `text` + it correct under ISO 7064 MOD 37,36. */
export function checkCharacter(text: string): string {
  let remainder = 36
  for (const character of text) {
    const value = CHECK_VALUES.indexOf(character)
    if (value < 0) throw new RangeError('not a character of the check alphabet')
    remainder = (remainder + value) % 36 || 36
    remainder = (remainder * 2) % 37
  }
  return CHECK_VALUES.charAt((37 - remainder) % 36)
}

/** What a person typed, in the alphabet as far as it can be: NFKC, upper case, no separators, I L O as 1 1 0. */
export function fold(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(SEPARATORS, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/[ILO]/g, (letter) => ALIKE[letter] ?? letter)
}

/** The code a typed or scanned text means, or why it is none. */
export function readCode(typed: string): ReadCode {
  if (tooLong(typed)) return { code: null, fault: 'length', folded: '' }
  const folded = fold(typed)
  if (!isOfAlphabet(folded)) return { code: null, fault: 'characters', folded }
  if (folded.length !== LENGTH) return { code: null, fault: 'length', folded }
  if (checkCharacter(folded.slice(0, -1)) !== folded.slice(-1)) return { code: null, fault: 'check', folded }
  return { code: folded, fault: null }
}

/** Whether an address may mean a label: 12 or 13 characters of the alphabet (13: one key too many). */
export function looksLikeCode(typed: string): boolean {
  if (tooLong(typed)) return false
  const folded = fold(typed)
  return (folded.length === LENGTH || folded.length === LENGTH + 1) && isOfAlphabet(folded)
}

/** As printed: three groups of four. */
export function inGroups(code: string): string {
  return code.match(/.{1,4}/gu)?.join('-') ?? ''
}

function tooLong(typed: string): boolean {
  // Code points, as Python counts them, so that both sides refuse the same texts.
  return [...typed].length > MAX_TYPED
}

function isOfAlphabet(folded: string): boolean {
  return [...folded].every((character) => ALPHABET.includes(character))
}
