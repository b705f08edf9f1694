import { describe, expect, it } from 'vitest'
import { useSaving } from './use-saving'

describe('an act that writes', () => {
  it('keeps what it threw, is free again, and forgets it with the next try', async () => {
    const { busy, trouble, saving } = useSaving()
    await saving(() => Promise.reject(new Error('full')))
    expect([busy.value, trouble.value?.message]).toEqual([false, 'full'])
    await saving(() => Promise.resolve())
    expect(trouble.value).toBeNull()
  })

  it('does not begin twice', async () => {
    const { saving } = useSaving()
    let count = 0
    const act = async () => {
      count += 1
    }
    await Promise.all([saving(act), saving(act)])
    expect(count).toBe(1)
  })
})
