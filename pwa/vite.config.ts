// One build, two entries: the inspector's app (/app/, installable, offline) and the desk (/desk/, online).
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { dataFiles } from './bundling/data-files.ts'
import { entryFallback } from './bundling/entry-fallback.ts'
import { serviceWorker } from './bundling/service-worker.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// What an inspector opens together comes in one file: ninety small ones compress a seventh worse. Parts that the desk
// shows too stay out, or the desk would load the phone's. Routes, words and reads belong to the first screen.
const files = [
  { name: 'parts', test: /src\/ui\/(?!RingMark|SentenceState|StateMark)[A-Z]\w+\.vue/ },
  { name: 'visit', test: /src\/rooms\/inspections\/(?!routes|messages)/ },
  { name: 'ledger', test: /src\/rooms\/registry\/(?!routes|messages|queries|validity)/ },
]

export default defineConfig({
  base: '/',
  plugins: [dataFiles(), vue(), entryFallback(['app', 'desk']), serviceWorker({ entry: 'app/index.html' })],
  resolve: { alias: { '@': here('./src') } },
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    target: ['chrome92', 'safari15.4'],
    outDir: 'dist',
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: { app: here('./app/index.html'), desk: here('./desk/index.html') },
      output: { codeSplitting: { includeDependenciesRecursively: false, groups: files } },
    },
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8000' },
    // The rulebooks and their wording have one source, the server's room.
    fs: { allow: ['.', '../server/metrology'] },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.spec.ts', 'bundling/**/*.spec.ts'],
    setupFiles: ['testing/setup.ts'],
    testTimeout: process.env.PROOF === '1' ? 3_600_000 : 120_000, // nothing fails because a machine is slow
  },
})
