// The camera and the decoder: the rear camera's middle square at native resolution, by zxing's WebAssembly served by us.
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import wasm_url from 'zxing-wasm/reader/zxing_reader.wasm?url'

const OPTIONS: ReaderOptions = {
  formats: ['QRCode', 'DataMatrix', 'Code128', 'EAN13'],
  tryHarder: true,
  maxNumberOfSymbols: 1,
}
const FRAME_MS = 120
const SQUARE = 720

prepareZXingModule({
  overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasm_url : prefix + path) },
})

export interface Camera {
  stop: () => void
  torch: ((on: boolean) => Promise<void>) | null
}

/** Start the rear camera in `video` and report the first text read; throws when there is no camera or no permission. */
export async function startCamera(video: HTMLVideoElement, found: (text: string) => void): Promise<Camera> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } },
  })
  video.srcObject = stream
  await video.play()
  const track = stream.getVideoTracks()[0]
  let running = true
  const loop = async (): Promise<void> => {
    while (running) {
      const text = await readFrame(video)
      if (running && text) found(text)
      await new Promise((resolve) => setTimeout(resolve, FRAME_MS))
    }
  }
  void loop()
  const capabilities = (track?.getCapabilities?.() ?? {}) as { torch?: boolean }
  return {
    stop: () => {
      running = false
      for (const one of stream.getTracks()) one.stop()
    },
    torch:
      capabilities.torch && track
        ? (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
        : null,
  }
}

async function readFrame(video: HTMLVideoElement): Promise<string | null> {
  const side = Math.min(video.videoWidth, video.videoHeight)
  if (side === 0) return null
  const shown = Math.min(side, SQUARE)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = shown
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return null
  context.drawImage(
    video,
    (video.videoWidth - side) / 2,
    (video.videoHeight - side) / 2,
    side,
    side,
    0,
    0,
    shown,
    shown,
  )
  return firstText(context.getImageData(0, 0, shown, shown))
}

/** The text in a photo of a label. */
export async function readPhoto(file: Blob): Promise<string | null> {
  return firstText(file)
}

async function firstText(image: ImageData | Blob): Promise<string | null> {
  const results = await readBarcodes(image, OPTIONS)
  return results.find((one) => one.isValid && one.text)?.text ?? null
}
