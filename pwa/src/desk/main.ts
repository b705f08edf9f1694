// Opens the desk: how it looks, its words, then the screen of the address.
import '@/ui/tokens.css'
import './desk.css'
import { createApp } from 'vue'
import { applyAppearance } from '@/ui/appearance'
import { keptLanguage, setLanguage } from '@/ui/language'
import App from './App.vue'
import { makeDeskWords } from './i18n'
import { router } from './router'

async function start(): Promise<void> {
  applyAppearance()
  const words = makeDeskWords()
  await setLanguage(keptLanguage())
  createApp(App).use(words).use(router).mount('#desk')
}

void start()
