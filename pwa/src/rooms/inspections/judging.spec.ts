// The phone judges by what sync brought: a verdict on the screen changes with the edition, from its day on, live.
import { afterAll, describe, expect, it, vi } from 'vitest'
import { computed } from 'vue'
import { closeCurrent, openFor } from '@/database/current'
import { keysOf } from '@/database/keys'
import type { JsonObject } from '@/kernel/json'
import fuel2023 from '../../../../server/metrology/rulebooks/jjg_443_2023.json'
import { judge } from './judging'

const RULE = 'fuel_dispenser_error'
const question = {
  rule: RULE,
  inputs: { oil: 'gasoline', measure_material: 'stainless', V_J_L: '20.05', V_B20_L: '20', t_J_C: '20', t_B_C: '20' },
}
const database = openFor({ user_id: '018f2f00-0000-7000-8000-000000000001' } as Parameters<typeof openFor>[0])

async function pulled(id: string, state: JsonObject): Promise<void> {
  const row = { entity: 'rulebook', id, version: 1, scope: 'ref:rulebooks', state, keys: keysOf('rulebook', state) }
  await database.base.put({ ...row, text: '', scopes: [row.scope], mark: '' })
}

function successor(changed: JsonObject = {}): JsonObject {
  const state = { ...structuredClone(fuel2023), edition: 'D-1', valid_from: '2027-06-01', rule: RULE }
  state.numbers.mpe_percent.value = '0.20'
  return { ...(state as unknown as JsonObject), ...changed }
}

const told = (on: string) => {
  const { evaluation } = judge(question, on)
  return `${evaluation?.edition} ${evaluation?.verdict}`
}

afterAll(closeCurrent)

describe('judging on the phone', () => {
  it('goes by the bundled editions until sync brings others', () => {
    expect(told('2027-06-01')).toBe('JJG 443-2023 pass')
  })

  it('changes a verdict that is shown as soon as the edition is there, and only from its day on', async () => {
    const shown = computed(() => [told('2027-05-31'), told('2027-06-01')])
    expect(shown.value).toEqual(['JJG 443-2023 pass', 'JJG 443-2023 pass'])
    const ended = { ...fuel2023, valid_to: '2027-05-31', rule: RULE } as unknown as JsonObject
    await pulled('a', successor({ format: '2' }))
    await pulled('b', ended)
    await pulled('c', successor())
    await vi.waitFor(() => expect(shown.value).toEqual(['JJG 443-2023 pass', 'D-1 fail']))
  })
})
