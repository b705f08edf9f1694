// Which built files an entry page can ever load: its modules, what they import now or later, their styles and assets.

export interface BuiltChunk {
  type: 'chunk'
  fileName: string
  facadeModuleId: string | null
  imports: string[]
  dynamicImports: string[]
  moduleIds: string[]
  viteMetadata?: { importedCss?: Iterable<string>; importedAssets?: Iterable<string> }
}
export type Bundle = Record<string, BuiltChunk | { type: 'asset'; fileName: string }>

export interface Reach {
  files: string[]
  modules: string[]
}

export function reachable(bundle: Bundle, entry: string): Reach {
  const start = Object.values(bundle).find((part) => part.type === 'chunk' && part.facadeModuleId?.endsWith(entry))
  if (!start) throw new Error(`no built entry for ${entry}`)
  const files = new Set<string>()
  const modules = new Set<string>()
  const open = [start.fileName]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const part = bundle[name]
    if (files.has(name) || part?.type !== 'chunk') continue
    files.add(name)
    for (const id of part.moduleIds) modules.add(id)
    for (const file of part.viteMetadata?.importedCss ?? []) files.add(file)
    for (const file of part.viteMetadata?.importedAssets ?? []) files.add(file)
    open.push(...part.imports, ...part.dynamicImports)
  }
  return { files: [...files].sort(), modules: [...modules].sort() }
}
