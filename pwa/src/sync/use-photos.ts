// Photos of a record for <PhotoStrip>: from this phone, or from the office where this phone no longer has them.
import { onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { useLiveQuery } from '@/database/live-query'
import type { Whereabouts } from '@/database/rows'
import { picture } from './photos'

export interface ShownPhoto {
  sha256: string
  src: string | null
  at: Whereabouts
  name: string
}

/** `name` is what a screen reader says of the n-th photo. */
export function usePhotos(
  digests: () => readonly string[],
  name: (index: number) => string,
): Readonly<Ref<ShownPhoto[]>> {
  const shown = shallowRef<ShownPhoto[]>([])
  const urls = new Map<string, string>()
  const { data } = useLiveQuery(
    async (database) => {
      const wanted = [...digests()]
      const rows = await database.blobs.bulkGet(wanted)
      const pictures = await Promise.all(wanted.map((digest) => (urls.has(digest) ? null : picture(database, digest))))
      return wanted.map((sha256, index) => ({
        sha256,
        at: rows[index]?.state ?? 'safe',
        blob: pictures[index] ?? null,
      }))
    },
    () => [...digests()],
  )
  watch(data, (photos) => {
    shown.value = (photos ?? []).map(({ sha256, at, blob }, index) => {
      if (blob && !urls.has(sha256)) urls.set(sha256, URL.createObjectURL(blob))
      return { sha256, at, src: urls.get(sha256) ?? `/api/v1/blobs/${sha256}/thumbnail`, name: name(index + 1) }
    })
  })
  onScopeDispose(() => {
    for (const url of urls.values()) URL.revokeObjectURL(url)
  })
  return shown
}
