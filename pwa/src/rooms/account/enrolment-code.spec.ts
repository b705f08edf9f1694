// A one-time code by camera: the desk's own address or the bare code, and nothing else.
import { describe, expect, it } from 'vitest'
import { codeIn } from './enrolment-code'

const HERE = 'https://measures.example:8443'

describe('a scanned text', () => {
  it.each([
    [`${HERE}/app/enrol#ABCD-2345`, 'ABCD-2345'],
    ['HTTPS://Measures.example:8443/app/enrol#ABCD-2345', 'ABCD-2345'],
    ['ABCD-2345', 'ABCD-2345'],
    [`${HERE}.evil.example/app/enrol#ABCD-2345`, null],
    [`${HERE}/app/sign-in#ABCD-2345`, null],
    ['javascript:alert(1)#ABCD-2345', null],
    ['https://elsewhere.example/app/enrol#ABCD-2345', null],
    [`${HERE}/app/enrol#`, null],
    [`${HERE}/app/enrol#ABCD 2345`, null],
    [`${HERE}/0001NVRWCYWF`, null],
    [`${HERE}/app/enrol#${'A'.repeat(21)}`, null],
    ['', null],
  ])('%s is %s', (text, code) => {
    expect(codeIn(text, HERE)).toBe(code)
  })
})
