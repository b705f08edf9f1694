// Opens the desk.
import '@/ui/tokens.css'
import { createApp } from 'vue'
import DeskApp from './DeskApp.vue'

createApp(DeskApp).mount('#desk')
