// The second officer's PIN as a proof: HMAC over the seal with a key only the PIN can make. The PIN itself is never kept.
import { utf8 } from '@/kernel/hash'
import { hex } from '@/kernel/ids'

const ITERATIONS = 600_000

export function isPin(text: string): boolean {
  return /^[0-9]{6}$/.test(text)
}

export async function pinProof(pin: string, salt: string, inspection_id: string, seal_sha256: string): Promise<string> {
  const key = await pinKey(pin, salt)
  const message = utf8(`hengjian-confirm:${inspection_id}:${seal_sha256}`)
  return hex(new Uint8Array(await crypto.subtle.sign('HMAC', key, message)))
}

async function pinKey(pin: string, salt: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveBits'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(salt), iterations: ITERATIONS }
  const bits = await crypto.subtle.deriveBits(how, material, 256)
  return crypto.subtle.importKey('raw', bits, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const pairs = text.match(/../g) ?? []
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)) as Uint8Array<ArrayBuffer>
}
