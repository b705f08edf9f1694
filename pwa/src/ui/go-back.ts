// Back to where the person came from within the app; to the given place when the app was opened right here.
import type { RouteLocationRaw, Router } from 'vue-router'

export function goBack(router: Router, otherwise: RouteLocationRaw): void {
  if (window.history.state?.back) router.back()
  else void router.replace(otherwise)
}
