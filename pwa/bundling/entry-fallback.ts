// While developing, any address below /app/ or /desk/ is answered by that entry, as the server does it.
import type { Plugin } from 'vite'

export function entryFallback(entries: string[]): Plugin {
  return {
    name: 'hengjian:entry-fallback',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const entry = entries.find((name) => request.url?.startsWith(`/${name}/`))
        if (entry && request.headers.accept?.includes('text/html')) request.url = `/${entry}/index.html`
        next()
      })
    },
  }
}
