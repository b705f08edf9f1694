// The page behind the chip.
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [{ path: '/sync', name: 'sync', component: () => import('./SyncScreen.vue') }]
