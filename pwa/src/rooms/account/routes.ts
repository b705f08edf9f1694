// Addresses of the account: who uses this phone, signing in, and the page 我的.
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/people', name: 'people', component: () => import('./PeopleScreen.vue'), meta: { public: true } },
  { path: '/sign-in', name: 'sign_in', component: () => import('./SignInScreen.vue'), meta: { public: true } },
  { path: '/enrol', name: 'enrol', component: () => import('./EnrolScreen.vue'), meta: { public: true } },
  { path: '/me', name: 'me', component: () => import('./MeScreen.vue') },
  { path: '/me/pin', name: 'pin', component: () => import('./PinScreen.vue') },
]
