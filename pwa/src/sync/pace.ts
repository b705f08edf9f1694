// How much of a photo goes in one request: small while the line is slow or breaks, more where it carries more.
const KIB = 1024
export const LEAST = 64 * KIB
export const MOST = 1024 * KIB
const QUICK_MS = 2_000
const FINE_MS = 5_000
const SLOW_MS = 10_000

/** A chunk that breaks is sent again whole, so it should take seconds, not minutes. */
export class Pace {
  size = LEAST

  /** A chunk went through in so long. A last, shorter one says nothing about a full one, unless it was slow. */
  took(bytes: number, milliseconds: number): void {
    if (milliseconds > SLOW_MS) this.size = halved(this.size)
    else if (bytes < this.size) return
    else if (milliseconds < QUICK_MS) this.size = Math.min(MOST, this.size * 2)
    else if (milliseconds < FINE_MS) this.size = Math.min(MOST, this.size + LEAST)
  }

  broke(): void {
    this.size = halved(this.size)
  }
}

function halved(size: number): number {
  return Math.max(LEAST, Math.floor(size / 2 / LEAST) * LEAST)
}
