// Giving a file out of the app: the phone's share sheet where there is one for files, else a download.

export async function handOver(name: string, content: Blob): Promise<void> {
  const file = new File([content], name, { type: content.type })
  if (navigator.canShare?.({ files: [file] }) && matchMedia('(pointer: coarse)').matches) {
    try {
      await navigator.share({ files: [file], title: name })
      return
    } catch {
      // closed or refused: the download remains
    }
  }
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
