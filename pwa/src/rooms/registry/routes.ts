import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/premises/:id', name: 'premises', component: () => import('./PremisesScreen.vue'), props: true },
  {
    path: '/premises/:id/edit',
    name: 'premises_edit',
    component: () => import('./PremisesEditScreen.vue'),
    props: true,
  },
  {
    path: '/premises/:id/add',
    name: 'instrument_add',
    component: () => import('./InstrumentAddScreen.vue'),
    props: true,
  },
  { path: '/instrument/:id', name: 'instrument', component: () => import('./InstrumentScreen.vue'), props: true },
  {
    path: '/instrument/:id/edit',
    name: 'instrument_edit',
    component: () => import('./InstrumentEditScreen.vue'),
    props: true,
  },
  { path: '/search', name: 'search', component: () => import('./SearchScreen.vue') },
  { path: '/register', name: 'register', component: () => import('./RegisterScreen.vue') },
]
