// Files a person chose for a new edition: the JSON edition, lists of cases beside it, or both in one file.

export const MOST_BYTES = 1_000_000

export class BadFile extends Error {
  constructor(
    readonly reason: 'too_large' | 'not_json' | 'no_edition' | 'two_editions',
    readonly file: string,
  ) {
    super(reason)
  }
}

interface Written {
  content: unknown
  cases: unknown[]
}

interface Read {
  name: string
  size: number
  text: () => Promise<string>
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** A list is cases; an object with `content` is both; any other object is the edition. The server reads it strictly. */
export async function draftOf(files: readonly Read[]): Promise<Written> {
  const found: Written = { content: undefined, cases: [] }
  for (const file of files) {
    const given = await readJson(file)
    if (Array.isArray(given)) found.cases.push(...given)
    else if (!isObject(given)) throw new BadFile('no_edition', file.name)
    else if (found.content !== undefined) throw new BadFile('two_editions', file.name)
    else if ('content' in given) {
      found.content = given.content
      if (Array.isArray(given.cases)) found.cases.push(...given.cases)
    } else found.content = given
  }
  if (found.content === undefined) throw new BadFile('no_edition', files[0]?.name ?? '')
  return found
}

async function readJson(file: Read): Promise<unknown> {
  if (file.size > MOST_BYTES) throw new BadFile('too_large', file.name)
  try {
    return JSON.parse(await file.text())
  } catch {
    throw new BadFile('not_json', file.name)
  }
}
