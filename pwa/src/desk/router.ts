// The desk's addresses. Every screen is for signed-in people; filters live in the address, so a view can be shared.
import { createRouter, createWebHistory } from 'vue-router'
import { whoAmI } from './api'

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/', redirect: '/review' },
    { path: '/sign-in', name: 'sign-in', component: () => import('./screens/SignInScreen.vue'), meta: { open: true } },
    { path: '/review', name: 'review', component: () => import('./screens/ReviewQueueScreen.vue') },
    { path: '/conflicts', name: 'conflicts', component: () => import('./screens/ConflictScreen.vue') },
    { path: '/campaigns', name: 'campaigns', component: () => import('./screens/CampaignScreen.vue') },
    { path: '/ledger', name: 'ledger', component: () => import('./screens/LedgerScreen.vue') },
    { path: '/ledger/:id', name: 'instrument', component: () => import('./screens/InstrumentScreen.vue'), props: true },
    { path: '/labels', name: 'labels', component: () => import('./screens/LabelScreen.vue') },
    { path: '/people', name: 'people', component: () => import('./screens/PeopleScreen.vue') },
    { path: '/:rest(.*)*', redirect: '/review' },
  ],
})

router.beforeEach(async (to) => {
  if (to.meta.open) return true
  if (await whoAmI()) return true
  return { name: 'sign-in', query: { to: to.fullPath } }
})
