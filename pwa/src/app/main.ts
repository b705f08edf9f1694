// Opens the app: how it looks, its words, whoever used the phone last, the first screen. Needs no network.
import '@/ui/tokens.css'
import '@/ui/base.css'
import { createApp } from 'vue'
import { resume } from '@/rooms/account/session'
import { applyAppearance } from '@/ui/appearance'
import { keptLanguage, setLanguage } from '@/ui/language'
import App from './App.vue'
import { makeRouter } from './router'
import { registerWorker } from './update'
import { makeAppWords } from './words'

async function start(): Promise<void> {
  applyAppearance()
  const words = makeAppWords()
  await setLanguage(keptLanguage())
  const storageBroken = await resume().then(
    () => false,
    (error: unknown) => {
      console.error(error)
      return true
    },
  )
  createApp(App, { storageBroken }).use(words).use(makeRouter()).mount('#app')
  registerWorker()
}

void start()
