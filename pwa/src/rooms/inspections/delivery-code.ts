// The one-time code on a copy: what ties the paper in the party's hand to the delivery in the record.

/** Without letters that are read as figures. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function deliveryCode(random: Uint8Array = crypto.getRandomValues(new Uint8Array(8))): string {
  const signs = Array.from(random.slice(0, 8), (byte) => ALPHABET[byte % 32])
  return `${signs.slice(0, 4).join('')}-${signs.slice(4).join('')}`
}
