// The hash of a scope, as the office keeps it: XOR over what the scope holds of the first eight bytes of SHA-256(id:version).
import { sha256, utf8 } from '@/kernel/hash'

export const NOTHING = '0'.repeat(16)

export async function markOf(id: string, version: number): Promise<string> {
  return (await sha256(utf8(`${id}:${version}`))).slice(0, 16)
}

export function xored(one: string, other: string): string {
  return (number(one) ^ number(other)).toString(16).padStart(16, '0')
}

function number(hash: string): bigint {
  return BigInt(`0x${hash || '0'}`)
}
