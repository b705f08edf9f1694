// What other rooms may ask of this one.
import type { Division } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import { recordsBy } from '@/sync/records'

export async function divisionOf(database: FieldDatabase, code: string): Promise<Division | undefined> {
  return (await recordsBy(database, 'division', 'code', code))[0]?.state
}
