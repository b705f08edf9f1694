// The desk's addresses. Every screen is for signed-in people; filters live in the address, so a view can be shared.
import { createRouter, createWebHistory } from 'vue-router'
import { may } from './session'
import { standing } from './sign-in'

declare module 'vue-router' {
  interface RouteMeta {
    /** shown to people who are not signed in */
    open?: boolean
    /** what a person must be allowed to, to see this screen */
    permission?: string
    /** the place in the rail, when it is not the route's own name */
    room?: string
    /** the screen divides the page itself */
    whole?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/', name: 'home', component: () => import('./screens/NotFoundScreen.vue') },
    { path: '/sign-in', name: 'sign_in', component: () => import('./screens/SignInScreen.vue'), meta: { open: true } },
    {
      path: '/review/:id?',
      name: 'review',
      component: () => import('./screens/ReviewScreen.vue'),
      props: true,
      meta: { permission: 'inspection.read', whole: true },
    },
    {
      path: '/conflicts/:id?',
      name: 'conflicts',
      component: () => import('./screens/ConflictScreen.vue'),
      props: true,
      meta: { permission: 'conflict.read', whole: true },
    },
    {
      path: '/campaigns',
      name: 'campaigns',
      component: () => import('./screens/CampaignScreen.vue'),
      meta: { permission: 'campaign.read' },
    },
    {
      path: '/ledger',
      name: 'ledger',
      component: () => import('./screens/LedgerScreen.vue'),
      meta: { permission: 'registry.read' },
    },
    {
      path: '/ledger/import/:id?',
      name: 'import',
      component: () => import('./screens/ImportScreen.vue'),
      props: true,
      meta: { permission: 'ledger.import', room: 'ledger' },
    },
    {
      path: '/ledger/instruments/:id',
      name: 'instrument',
      component: () => import('./screens/InstrumentScreen.vue'),
      props: true,
      meta: { permission: 'registry.read', room: 'ledger' },
    },
    {
      path: '/ledger/premises/:id',
      name: 'premises',
      component: () => import('./screens/PremisesScreen.vue'),
      props: true,
      meta: { permission: 'registry.read', room: 'ledger' },
    },
    {
      path: '/standards',
      name: 'standards',
      component: () => import('./screens/StandardScreen.vue'),
      meta: { permission: 'standard.read' },
    },
    {
      path: '/deadlines',
      name: 'deadlines',
      component: () => import('./screens/DeadlineScreen.vue'),
      meta: { permission: 'registry.read' },
    },
    {
      path: '/labels',
      name: 'labels',
      component: () => import('./screens/LabelScreen.vue'),
      meta: { permission: 'label.print' },
    },
    {
      path: '/rulebook',
      name: 'rulebook',
      component: () => import('./screens/RulebookScreen.vue'),
      meta: { permission: 'rulebook.write' },
    },
    {
      path: '/rulebook/editions/:id?',
      name: 'edition',
      component: () => import('./screens/EditionScreen.vue'),
      props: true,
      meta: { permission: 'rulebook.write', room: 'rulebook' },
    },
    {
      path: '/people',
      name: 'people',
      component: () => import('./screens/PeopleScreen.vue'),
      meta: { permission: 'device.read' },
    },
    { path: '/:rest(.*)*', name: 'not_found', component: () => import('./screens/NotFoundScreen.vue') },
  ],
})

router.beforeEach(async (to) => {
  if (to.meta.open) return true
  const found = await standing()
  if (found === 'out') return { name: 'sign_in', query: { to: to.fullPath } }
  // Where work begins depends on who came.
  return found === 'in' && to.name === 'home' ? { name: may('inspection.read') ? 'review' : 'ledger' } : true
})
