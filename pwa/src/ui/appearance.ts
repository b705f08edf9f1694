// How this phone shows things: theme, hand and language. Kept in this browser; applied to <html> before the first screen.
import { reactive, watch } from 'vue'

export const THEMES = ['system', 'light', 'dark', 'outdoor'] as const
export type Theme = (typeof THEMES)[number]
export type Hand = 'right' | 'left'

export interface Appearance {
  theme: Theme
  hand: Hand
}

const KEY = 'hengjian.appearance'

export const appearance = reactive<Appearance>(read())

function read(): Appearance {
  let kept: Partial<Appearance> = {}
  try {
    kept = JSON.parse(globalThis.localStorage?.getItem(KEY) ?? '{}') as Partial<Appearance>
  } catch {
    // a broken or forbidden store leaves the defaults
  }
  return {
    theme: THEMES.find((theme) => theme === kept.theme) ?? 'system',
    hand: kept.hand === 'left' ? 'left' : 'right',
  }
}

/** Apply what was kept, follow changes and the system's own dark mode. Call once. */
export function applyAppearance(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const show = () => {
    const theme = appearance.theme === 'system' ? (dark.matches ? 'dark' : 'light') : appearance.theme
    document.documentElement.dataset.theme = theme
    document.documentElement.dataset.hand = appearance.hand
  }
  show()
  dark.addEventListener('change', show)
  watch(appearance, (now) => {
    show()
    try {
      localStorage.setItem(KEY, JSON.stringify(now))
    } catch {
      // kept for this visit only
    }
  })
}
