// One photo in full, with what is known about it.
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/photo/:sha256', name: 'photo', component: () => import('./PhotoScreen.vue'), props: true },
]
