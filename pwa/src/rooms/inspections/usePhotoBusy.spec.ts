import { describe, expect, it } from 'vitest'
import { createSSRApp, defineComponent, h, ref } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { providePhotoBusy, usePhotoBusy } from './usePhotoBusy'

async function mounted() {
  const stall = ref('a')
  const parts = {} as { busy: { readonly value: boolean }; saving: ReturnType<typeof usePhotoBusy> }
  const strip = defineComponent(() => {
    parts.saving = usePhotoBusy()
    return () => null
  })
  const screen = defineComponent(() => {
    parts.busy = providePhotoBusy(() => stall.value)
    return () => h(strip)
  })
  await renderToString(createSSRApp(screen))
  return { stall, ...parts }
}

function later() {
  const promise = {} as { resolve: (photo: string) => void; reject: (error: Error) => void }
  const photo = new Promise<string>((resolve, reject) => Object.assign(promise, { resolve, reject }))
  return { photo, ...promise }
}

describe('a photo being saved', () => {
  it('keeps its screen busy until it is there, and is handed over before that ends', async () => {
    const { busy, saving } = await mounted()
    const { photo, resolve } = later()
    const seen: [string, boolean][] = []
    const saved = saving(
      () => photo,
      (one) => seen.push([one, busy.value]),
    )
    expect(busy.value).toBe(true)
    resolve('p')
    await saved
    expect(seen).toEqual([['p', true]])
    expect(busy.value).toBe(false)
  })

  it('is not taken for a photo of the next stall', async () => {
    const { stall, saving } = await mounted()
    const { photo, resolve } = later()
    const seen: string[] = []
    const saved = saving(
      () => photo,
      (one) => seen.push(one),
    )
    stall.value = 'b'
    resolve('p')
    await saved
    expect(seen).toEqual([])
  })

  it('that fails leaves the screen free', async () => {
    const { busy, saving } = await mounted()
    const { photo, reject } = later()
    const saved = saving(
      () => photo,
      () => undefined,
    )
    reject(new Error('full'))
    await expect(saved).rejects.toThrow('full')
    expect(busy.value).toBe(false)
  })
})
