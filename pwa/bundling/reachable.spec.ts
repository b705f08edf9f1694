import { describe, expect, it } from 'vitest'
import { type Bundle, reachable } from './reachable'

const chunk = (fileName: string, more: object = {}) => ({
  type: 'chunk' as const,
  fileName,
  facadeModuleId: null,
  imports: [],
  dynamicImports: [],
  moduleIds: [`/src/${fileName}`],
  ...more,
})

const bundle: Bundle = {
  'app.js': chunk('app.js', {
    facadeModuleId: '/x/app/index.html',
    imports: ['shared.js'],
    dynamicImports: ['scan.js'],
    viteMetadata: { importedCss: new Set(['app.css']) },
  }),
  'shared.js': chunk('shared.js'),
  'scan.js': chunk('scan.js', { imports: ['shared.js'], viteMetadata: { importedAssets: ['reader.wasm'] } }),
  'desk.js': chunk('desk.js', {
    facadeModuleId: '/x/desk/index.html',
    imports: ['shared.js'],
    dynamicImports: ['charts.js'],
  }),
  'charts.js': chunk('charts.js'),
  'app.css': { type: 'asset', fileName: 'app.css' },
}

describe('what an entry reaches', () => {
  it('is its modules, those loaded later, their styles and assets, and nothing of the other entry', () => {
    expect(reachable(bundle, 'app/index.html').files).toEqual([
      'app.css',
      'app.js',
      'reader.wasm',
      'scan.js',
      'shared.js',
    ])
    expect(reachable(bundle, 'desk/index.html').files).toEqual(['charts.js', 'desk.js', 'shared.js'])
  })

  it('is an error when there is no such entry', () => {
    expect(() => reachable(bundle, 'other/index.html')).toThrow()
  })
})
