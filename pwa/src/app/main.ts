// Opens the app: how it looks, its words, whoever used the phone last, the first screen. Needs no network.
import '@/ui/tokens.css'
import '@/ui/base.css'
import { createApp } from 'vue'
import { PATIENCE_MS } from '@/database/watchdog'
import { resume } from '@/rooms/account/session'
import { applyAppearance } from '@/ui/appearance'
import { keptLanguage, makeWords, setLanguage } from '@/ui/language'
import App from './App.vue'
import chinese from './chinese'
import english from './english'
import { makeRouter } from './router'
import { registerWorker } from './update'

async function start(): Promise<void> {
  applyAppearance()
  const resumed = resume().then(
    () => false,
    (error: unknown) => {
      console.error(error)
      return true
    },
  )
  const words = makeWords(await chinese(), english)
  await setLanguage(keptLanguage())
  // a storage that never answers must not leave an empty page
  const silent = new Promise<boolean>((done) => setTimeout(() => done(true), PATIENCE_MS))
  const storageBroken = await Promise.race([resumed, silent])
  createApp(App, { storageBroken }).use(words).use(makeRouter()).mount('#app')
  registerWorker()
}

void start()
