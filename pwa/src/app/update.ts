// New versions: downloaded in the background, taken only when a person says so and nothing is being sent.
import { ref } from 'vue'
import { pumpState } from '@/sync/engine'

/** A new version waits. */
export const updateReady = ref(false)
let waiting: ServiceWorker | null = null

export function registerWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  void navigator.serviceWorker
    .register('/app/sw.js', { scope: '/app/', updateViaCache: 'none' })
    .then((registration) => {
      offer(registration.waiting)
      registration.addEventListener('updatefound', () => watchInstall(registration.installing))
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') void registration.update().catch(() => undefined)
      })
    })
    .catch(() => undefined)
}

function watchInstall(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', () => {
    if (worker.state === 'installed') offer(worker)
  })
}

/** The very first installation is no update. */
function offer(worker: ServiceWorker | null): void {
  if (!worker || !navigator.serviceWorker.controller) return
  waiting = worker
  updateReady.value = true
}

export function mayTakeOver(): boolean {
  const { step } = pumpState()
  return step !== 'push' && step !== 'upload'
}

/** One guarded reload, when the new worker has taken over. */
export function takeOver(): void {
  if (!waiting || !mayTakeOver()) return
  let reloaded = false
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (reloaded) return
    reloaded = true
    window.location.reload()
  })
  waiting.postMessage('take_over')
}
