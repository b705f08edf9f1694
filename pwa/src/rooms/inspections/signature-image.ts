// The signature as a picture: cut to its ink, turned upright, on white.

const EDGE = 12
const LONGEST = 900

/** `upright`: the phone was held upright and the name was written down its length; the picture is turned back. */
export async function signaturePng(canvas: HTMLCanvasElement, upright: boolean): Promise<ArrayBuffer> {
  const ink = inkOf(canvas)
  const [width, height] = upright ? [ink.height, ink.width] : [ink.width, ink.height]
  const shrink = Math.min(1, LONGEST / Math.max(width, height))
  const paper = document.createElement('canvas')
  paper.width = Math.round(width * shrink) + 2 * EDGE
  paper.height = Math.round(height * shrink) + 2 * EDGE
  const pen = paper.getContext('2d')
  if (!pen) throw new Error('this browser cannot draw pictures')
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, paper.width, paper.height)
  pen.translate(EDGE, EDGE)
  pen.scale(shrink, shrink)
  if (upright) {
    pen.translate(0, ink.width)
    pen.rotate(-Math.PI / 2)
  }
  pen.drawImage(canvas, ink.x, ink.y, ink.width, ink.height, 0, 0, ink.width, ink.height)
  const blob = await new Promise<Blob | null>((done) => paper.toBlob(done, 'image/png'))
  if (!blob) throw new Error('this browser cannot encode pictures')
  return blob.arrayBuffer()
}

function inkOf(canvas: HTMLCanvasElement) {
  const { width, height } = canvas
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray()
  let [left, top, right, bottom] = [width, height, 0, 0]
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if ((pixels[(y * width + x) * 4 + 3] ?? 0) < 16) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  }
  return { x: left, y: top, width: Math.max(1, right - left + 1), height: Math.max(1, bottom - top + 1) }
}
