import { expect, it } from 'vitest'
import { isPin, pinProof } from './proof'

it('proves a PIN as server/inspections/seal.py verifies it', async () => {
  const proof = await pinProof(
    '204617',
    '00112233445566778899aabbccddeeff',
    '01900000-0000-7000-8000-000000000001',
    'a'.repeat(64),
  )
  expect(proof).toBe('ca6fd6f1037e9ba1cb3f27b5bb6ffd9faa85e19dbc50d2b9691655e103aa4e11')
})

it('takes six figures and nothing else', () => {
  expect(isPin('204617')).toBe(true)
  for (const text of ['20461', '2046178', '20461a', '２０４６１７']) expect(isPin(text)).toBe(false)
})
