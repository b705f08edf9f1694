// The editions that ship with the program, from the same files the server reads; later ones arrive by pull.
import { editions } from './data.ts'
import { Library } from './rulebook.ts'
import { readEdition } from './rulebook-reader.ts'

let library: Library | undefined

/** Read on first use, so that a screen that judges nothing pays nothing. */
export function bundled(): Library {
  library ??= new Library(editions.map(readEdition))
  return library
}
