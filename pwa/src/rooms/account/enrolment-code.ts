// What a camera or an address says of a one-time code: the desk shows `<origin>/app/enrol#<code>`.

const CODE = /^[0-9A-Za-z-]{8,20}$/

/** The code in a scanned text: the desk's address of this very server, or the bare code; null is something else. */
export function codeIn(text: string, origin: string): string | null {
  const prefix = `${origin}/app/enrol#`
  const code = text.startsWith(prefix) ? text.slice(prefix.length) : text
  return CODE.test(code) ? code : null
}
