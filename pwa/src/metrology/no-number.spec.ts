// No binary floating point may enter where a quantity is judged: the type checker itself is asked what each sign works on.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const ROOM = fileURLToPath(new URL('.', import.meta.url))
const FORBIDDEN = new Set(['Number', 'parseFloat', 'parseInt', 'Math', 'toFixed', 'toPrecision', 'isNaN'])
const ALWAYS_BIGINT = new Set([
  ts.SyntaxKind.AsteriskToken,
  ts.SyntaxKind.SlashToken,
  ts.SyntaxKind.PercentToken,
  ts.SyntaxKind.AsteriskAsteriskToken,
  ts.SyntaxKind.AsteriskEqualsToken,
  ts.SyntaxKind.SlashEqualsToken,
  ts.SyntaxKind.PercentEqualsToken,
  ts.SyntaxKind.AsteriskAsteriskEqualsToken,
])
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  types: [],
  strict: true,
  noEmit: true,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
}

function offencesIn(program: ts.Program, source: ts.SourceFile): string[] {
  const checker = program.getTypeChecker()
  const offences: string[] = []
  const isBigintType = (type: ts.Type): boolean =>
    type.isUnion() ? type.types.every(isBigintType) : (type.flags & ts.TypeFlags.BigIntLike) !== 0
  const isBigint = (node: ts.Node) => isBigintType(checker.getTypeAtLocation(node))
  const report = (node: ts.Node) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
    offences.push(`${source.fileName.split('/').pop()}:${line + 1} ${node.getText(source)}`)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && FORBIDDEN.has(node.text)) report(node)
    if (ts.isNumericLiteral(node) && !/^[0-9_]+$|^0x/.test(node.getText(source))) report(node)
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.PlusToken) report(node)
    if (ts.isBinaryExpression(node) && ALWAYS_BIGINT.has(node.operatorToken.kind)) {
      if (!isBigint(node.left) || !isBigint(node.right)) report(node)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return offences
}

function offencesOf(files: readonly string[], host?: ts.CompilerHost): string[] {
  const program = ts.createProgram(files, OPTIONS, host)
  return files.flatMap((name) => {
    const source = program.getSourceFile(name)
    if (source === undefined) throw new Error(`not read: ${name}`)
    return offencesIn(program, source)
  })
}

function offencesInText(text: string): string[] {
  const host = ts.createCompilerHost(OPTIONS)
  const { getSourceFile } = host
  host.getSourceFile = (name, version, ...rest) =>
    name === 'probe.ts' ? ts.createSourceFile(name, text, version) : getSourceFile.call(host, name, version, ...rest)
  return offencesOf(['probe.ts'], host)
}

describe('no floating point', () => {
  it('anywhere in the room', () => {
    const files = readdirSync(ROOM, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
      .map((name) => `${ROOM}${name}`)
    expect(files.length).toBeGreaterThan(10)
    expect(offencesOf(files)).toEqual([])
  })

  it.each([
    'export const half = 0.5',
    'export const ratio = (a: number, b: number) => a / b',
    'export const read = (text: string) => +text',
    'export const read = (text: string) => parseFloat(text)',
    'export const read = (text: string) => Number(text)',
    'export const scaled = (a: number) => { a *= 2; return a }',
  ])('is noticed in: %s', (text) => {
    expect(offencesInText(text)).not.toEqual([])
  })

  it('lets bigints divide', () => {
    expect(offencesInText('export const quotient = (a: bigint, b: bigint) => (a / b) * 10n ** 3n')).toEqual([])
  })
})
