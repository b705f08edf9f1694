// The words of editions: names of numbers, clauses in the reader's language, and how sure we are, as a state.
import { wording } from '@/metrology/data'
import type { State } from '@/ui/state'
import { termOf } from '../review/working'
import { either, useWords } from '../words'
import { type Citation, citationText, type Line } from './edition'

export const SURE: Readonly<Record<string, State>> = { verified: 'ok', second_hand: 'warn', unverified: 'warn' }

export function useTerms() {
  const { t, word } = useWords()
  const ruleName = (rule: string): string => termOf('rules', rule)
  const numberName = (name: string): string =>
    name in (wording.numbers ?? {}) ? termOf('numbers', name) : termOf('quantities', name)
  const nameOf = (line: Line): string => (line.group === 'procedures' ? ruleName(line.name) : numberName(line.name))
  const clauseOf = (citation: Citation | null): string =>
    citation ? citationText(citation, either(citation.clause, citation.clause_en)) : ''
  const sureName = (confidence: string): string => word('sure', confidence)
  const spanOf = (from: string, until: string | null | undefined): string =>
    t(until ? 'rulebook.span' : 'rulebook.span_open', { from, until: until ?? '' })
  const scopeName = (scope: string | null | undefined): string =>
    scope ? termOf('choices', scope) : t('rulebook.any_scope')
  const textOf = (line: Line): string =>
    line.text || t(line.group === 'tables' ? 'rulebook.no_limit' : 'rulebook.method')
  return { ruleName, numberName, nameOf, clauseOf, sureName, scopeName, spanOf, textOf }
}
