// Label codes against the vectors the server is held to, and every single wrong character of random codes.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALPHABET, checkCharacter, inGroups, looksLikeCode, readCode } from './codes'

type Vectors = {
  check_characters: [string, string][]
  read: [string, string | null, string | null][]
  looks_like_code: [string, boolean][]
}
const file = resolve(import.meta.dirname, '../../../../tests/vectors/label_codes.json')
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors

const genuine = fc
  .array(fc.constantFrom(...ALPHABET), { minLength: 11, maxLength: 11 })
  .map((body) => body.join('') + checkCharacter(body.join('')))
  .filter((code) => ALPHABET.includes(code.slice(-1)))

describe('label codes', () => {
  it.each(vectors.check_characters)('%s ends in %s', (text, check) => {
    expect(checkCharacter(text)).toBe(check)
  })

  it.each(vectors.read)('%j is read as %j, fault %j', (typed, code, fault) => {
    const read = readCode(typed)
    expect([read.code, read.fault]).toEqual([code, fault])
  })

  it.each(vectors.looks_like_code)('%s may be an address of a label: %s', (typed, expected) => {
    expect(looksLikeCode(typed)).toBe(expected)
  })

  it('reads a code in any dress', () => {
    fc.assert(
      fc.property(genuine, (code) => {
        const dressed = inGroups(code).toLowerCase().replaceAll('1', 'l').replaceAll('0', 'o')
        expect(readCode(dressed)).toEqual({ code, fault: null })
      }),
    )
  })

  it('catches every single wrong character', () => {
    fc.assert(
      fc.property(genuine, fc.nat(11), fc.constantFrom(...ALPHABET), (code, place, other) => {
        fc.pre(code[place] !== other)
        const wrong = code.slice(0, place) + other + code.slice(place + 1)
        expect(readCode(wrong).fault).toBe('check')
      }),
    )
  })
})
