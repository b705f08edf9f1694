import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [{ path: '/scan', name: 'scan', component: () => import('./ScanScreen.vue') }]
