// Opens the app: how it looks, its words, whoever used the phone last, the first screen. Needs no network.
import '@/ui/tokens.css'
import '@/ui/base.css'
import { createApp } from 'vue'
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
  const storageBroken = await resumed
  createApp(App, { storageBroken }).use(words).use(makeRouter()).mount('#app')
  registerWorker()
}

void start()
