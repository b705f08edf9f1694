// Single keys of a screen. They are silent while somebody types, holds a modifier, or has a dialog open.
import { onMounted, onUnmounted } from 'vue'

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]'

export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  function pressed(event: KeyboardEvent): void {
    const act = keys[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.target instanceof Element && event.target.closest(TYPING)) return
    if (document.querySelector('dialog[open]')) return
    if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('a, button, summary')) return
    event.preventDefault()
    act(event)
  }
  onMounted(() => window.addEventListener('keydown', pressed))
  onUnmounted(() => window.removeEventListener('keydown', pressed))
}
