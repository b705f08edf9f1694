// The strip of a pocket printer as a picture: 58 mm or 80 mm of paper at 203 dots an inch. Wrapping is pure, drawing is not.

export const PAPERS = { 58: 384, 80: 576 } as const
export type Paper = keyof typeof PAPERS

export interface StripLine {
  text: string
  size: 'title' | 'body' | 'small'
  strong?: boolean
  rule?: boolean
}

const SIZES = { title: 32, body: 24, small: 20 } as const
const MARGIN = 12
/** What never begins a line takes the character before it along. */
const CLOSING = /^[，。；：、！？）》”%]/

/** Break where the width ends; figures and Latin words stay whole where they fit on a line of their own. */
export function wrapped(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = []
  let current = ''
  for (const piece of text.match(/[!-~]+ ?|./gu) ?? []) {
    for (const part of widthOf(piece) > width ? Array.from(piece) : [piece]) {
      if (current !== '' && widthOf(current + part.trimEnd()) > width) {
        const carried = CLOSING.test(part) ? Array.from(current).slice(-1).join('') : ''
        lines.push(current.slice(0, current.length - carried.length).trimEnd())
        current = carried
      }
      current += part
    }
  }
  return current === '' ? lines : [...lines, current.trimEnd()]
}

/** A PNG of the strip, black on white, as long as it needs to be. */
export async function drawStrip(lines: readonly StripLine[], paper: Paper): Promise<Blob> {
  const width = PAPERS[paper]
  const measuring = penOf(width, 1)
  const rows = lines.flatMap((line) => {
    measuring.font = fontOf(line)
    return wrapped(line.text, width - 2 * MARGIN, (text) => measuring.measureText(text).width).map((text) => ({
      ...line,
      text,
    }))
  })
  const height = rows.reduce((sum, row) => sum + heightOf(row), 2 * MARGIN)
  const pen = penOf(width, height)
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, width, height)
  pen.fillStyle = '#000'
  let y = MARGIN
  for (const row of rows) {
    pen.font = fontOf(row)
    y += heightOf(row)
    pen.fillText(row.text, MARGIN, y - 8)
    if (row.rule) pen.fillRect(MARGIN, y - 2, width - 2 * MARGIN, 2)
  }
  return pngOf(pen.canvas)
}

function heightOf(line: StripLine): number {
  return Math.round(SIZES[line.size] * 1.4)
}

function fontOf(line: StripLine): string {
  return `${line.strong || line.size === 'title' ? 700 : 400} ${SIZES[line.size]}px system-ui, "Noto Sans CJK SC", sans-serif`
}

function penOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('this browser cannot draw pictures')
  return pen
}

async function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (!blob) throw new Error('this browser cannot encode pictures')
  return blob
}
