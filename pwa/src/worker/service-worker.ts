// The app's shell, offline. It answers nothing but /app/ and the files it precached: no API answer is ever cached here.
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope
declare const __PRECACHE__: { url: string; revision: string | null }[]

precacheAndRoute(__PRECACHE__)
cleanupOutdatedCaches()
registerRoute(new NavigationRoute(createHandlerBoundToURL('/app/'), { allowlist: [/^\/app(\/|$)/] }))

// A new version waits until the page, which knows of open forms and running uploads, asks for it.
self.addEventListener('message', (event) => {
  if (event.data === 'take_over') void self.skipWaiting()
})
