// Lines of a byte stream without their newline; of an endless one only enough is kept to see that it is too long.
import { MAX_LINE_BYTES } from '../src/metrology/strict-json.ts'

const NEWLINE = 0x0a

export async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let kept: Uint8Array[] = []
  let size = 0
  let isOpen = false
  const keep = (piece: Uint8Array) => {
    isOpen = true
    if (size <= MAX_LINE_BYTES) kept.push(piece)
    size += piece.length
  }
  const take = () => {
    const line = Buffer.concat(kept)
    kept = []
    size = 0
    isOpen = false
    return line
  }
  for await (const chunk of stream) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end))
      yield take()
      start = end + 1
    }
    if (start < chunk.length) keep(chunk.subarray(start))
  }
  if (isOpen) yield take()
}
