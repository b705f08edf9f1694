// The addresses of a visit and of the records.
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/start/:premises_id', name: 'start', component: () => import('./StartScreen.vue'), props: true },
  { path: '/visit/:id', name: 'visit', component: () => import('./VisitScreen.vue'), props: true },
  { path: '/visit/:id/facts', name: 'visit_facts', component: () => import('./FactsScreen.vue'), props: true },
  {
    path: '/visit/:id/checklist/:premises_id?',
    name: 'checklist',
    component: () => import('./ChecklistScreen.vue'),
    props: true,
  },
  { path: '/visit/:id/stalls', name: 'stalls', component: () => import('./StallsScreen.vue'), props: true },
  { path: '/visit/:id/run/:premises_id', name: 'run', component: () => import('./RunScreen.vue'), props: true },
  {
    path: '/visit/:id/measure/:instrument_id',
    name: 'measure',
    component: () => import('./MeasureScreen.vue'),
    props: true,
  },
  { path: '/visit/:id/nozzles', name: 'nozzles', component: () => import('./NozzlesScreen.vue'), props: true },
  {
    path: '/visit/:id/nozzles/compare',
    name: 'nozzles_compare',
    component: () => import('./NozzleTableScreen.vue'),
    props: true,
  },
  { path: '/visit/:id/lens', name: 'lens', component: () => import('./PairsScreen.vue'), props: true },
  { path: '/visit/:id/lens/:pair', name: 'pair', component: () => import('./PairScreen.vue'), props: true },
  { path: '/visit/:id/lens/:pair/power', name: 'pair_power', component: () => import('./LensScreen.vue'), props: true },
  { path: '/visit/:id/goods/:place?', name: 'goods', component: () => import('./GoodsScreen.vue'), props: true },
  {
    path: '/visit/:id/goods/:place/:goods',
    name: 'goods_check',
    component: () => import('./GoodsCheckScreen.vue'),
    props: true,
  },
  { path: '/visit/:id/sign', name: 'sign', component: () => import('./SignScreen.vue'), props: true },
  { path: '/visit/:id/copy', name: 'copy', component: () => import('./CopyScreen.vue'), props: true },
  { path: '/records', name: 'records', component: () => import('./RecordsScreen.vue') },
  { path: '/confirmations', name: 'confirmations', component: () => import('./ConfirmationsScreen.vue') },
]
