// The desk's words: Chinese first, English beside it.
import { createI18n } from 'vue-i18n'
import en from './messages/en.json'
import zh from './messages/zh-CN.json'

const kept = localStorage.getItem('hengjian-language')

export const i18n = createI18n({
  legacy: false,
  locale: kept === 'en' ? 'en' : 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh, en },
})

document.documentElement.lang = i18n.global.locale.value
