// What a camera or an address says of a one-time code: the desk shows `<origin>/app/enrol#<code>`.

const PATH = '/app/enrol'
const CODE = /^[0-9A-Za-z-]{8,20}$/

/** The code in a scanned text: the desk's address of this very server, or the bare code; null is something else. */
export function codeIn(text: string, origin: string): string | null {
  const address = addressIn(text)
  if (address && (address.origin !== origin || address.pathname !== PATH)) return null
  const code = address ? address.hash.slice(1) : text
  return CODE.test(code) ? code : null
}

function addressIn(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null // no address at all; URL.canParse is younger than the oldest phones here
  }
}
