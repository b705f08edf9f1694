// Opens the app: the person's database, the words, the first screen.
import '@/ui/tokens.css'
import { createApp } from 'vue'
import App from './App.vue'

createApp(App).mount('#app')
