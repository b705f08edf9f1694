// Vant's icon font names a public CDN as its second source; a strict CSP would report it on every page.
import type { Plugin } from 'vite'

const CDN_SOURCE = /,\s*url\((["']?)\/\/at\.alicdn\.com[^)]*\)\s*format\(["']woff["']\)/g

export function vantWithoutCdn(): Plugin {
  return {
    name: 'hengjian:vant-without-cdn',
    enforce: 'pre',
    transform(code, id) {
      if (id.includes('/vant/') && id.split('?')[0]?.endsWith('.css')) return code.replace(CDN_SOURCE, '')
    },
  }
}
