import { describe, expect, it } from 'vitest'
import { emptySigning, faultsOf, type SigningDraft, signaturesOf, signingBlobs } from './signing'

const draft = (more: Partial<SigningDraft>): SigningDraft => ({ ...emptySigning(), lead_blob: 'lead', ...more })
const faults = (more: Partial<SigningDraft>, outcome: Parameters<typeof faultsOf>[1] = 'inspected') =>
  faultsOf(draft(more), outcome, 'second')

describe('what must be there before sealing', () => {
  it('is a choice, a signer with a capacity, and the signature itself', () => {
    expect(faults({})).toEqual(['choice'])
    expect(faults({ choice: 'agrees' })).toEqual(['party_name', 'capacity', 'party_signature'])
    expect(faults({ choice: 'objects', party_name: '王样例', capacity: '负责人', party_blob: 'p' })).toEqual([
      'statement',
    ])
    expect(faults({ choice: 'agrees', party_name: '王样例', capacity: '负责人', party_blob: 'p' })).toEqual([])
  })

  it('is a reason and a proof of any kind where the party does not sign', () => {
    expect(faults({ choice: 'refused' })).toEqual(['reason', 'proof'])
    for (const proof of [{ witness: '李样例' }, { recorder_number: 'Z-1' }, { photos: ['x'] }])
      expect(faults({ choice: 'absent', reason: '离开', ...proof })).toEqual([])
  })

  it('asks nobody where nobody was there, but always for both officers', () => {
    expect(faults({}, 'closed_business')).toEqual([])
    expect(faults({}, 'refused')).toEqual(['choice'])
    expect(faultsOf({ ...emptySigning() }, 'not_seen', null)).toEqual(['second_officer', 'lead_signature'])
  })
})

describe('the signatures of a seal', () => {
  const officers = { lead: '样例甲', second: '样例乙' }

  it('leave out the signature of a party that changed its mind and refused', () => {
    const refused = draft({ choice: 'refused', reason: '不认可', party_blob: 'p', photos: ['x'], witness: '李样例' })
    const signatures = signaturesOf(refused, 'inspected', '样例摊', officers)
    expect(signatures.map((one) => one.role)).toEqual(['party', 'lead', 'second', 'witness'])
    expect(signatures[0]).toMatchObject({ name: '样例摊', choice: 'refused', reason: '不认可', blob_sha256: null })
    expect(signingBlobs(refused)).toEqual(['lead', 'x'])
  })

  it('carry no party where nobody was there', () => {
    expect(signaturesOf(draft({}), 'no_such_premises', '样例摊', officers).map((one) => one.role)).toEqual([
      'lead',
      'second',
    ])
  })
})
