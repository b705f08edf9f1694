// Addresses of the phone. Each room brings its own in routes.ts; nothing here knows what they are.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { person } from '@/database/current'

declare module 'vue-router' {
  interface RouteMeta {
    /** may be seen while nobody is signed in on this phone */
    public?: boolean
  }
}

const rooms = import.meta.glob<{ routes: RouteRecordRaw[] }>('../rooms/*/routes.ts', { eager: true })

export function makeRouter() {
  const router = createRouter({
    history: createWebHistory('/app/'),
    routes: [
      { path: '/', redirect: '/today' },
      ...Object.values(rooms).flatMap((room) => room.routes),
      {
        path: '/:rest(.*)*',
        name: 'not_found',
        component: () => import('./NotFoundScreen.vue'),
        meta: { public: true },
      },
    ],
    scrollBehavior: () => ({ top: 0 }),
  })
  router.beforeEach((to) => {
    if (to.meta.public || person.value) return true
    return { name: 'people', query: to.path === '/today' ? {} : { next: to.fullPath } }
  })
  return router
}
