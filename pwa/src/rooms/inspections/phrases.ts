// Which stock phrases to offer first: those that share most pairs of characters with what the item requires.
import type { Phrase } from '@/contract/entities'

export function nearest(phrases: readonly Phrase[], about: string): Phrase[] {
  const wanted = pairsOf(about)
  const near = (phrase: Phrase) => [...pairsOf(phrase.text)].filter((pair) => wanted.has(pair)).length
  const ranked = phrases.map((phrase) => ({ phrase, score: near(phrase) }))
  return ranked
    .sort((one, other) => other.score - one.score || one.phrase.text.localeCompare(other.phrase.text, 'zh'))
    .map((one) => one.phrase)
}

function pairsOf(text: string): Set<string> {
  const signs = Array.from(text).filter((sign) => /\p{L}/u.test(sign))
  return new Set(signs.slice(1).map((sign, index) => `${signs[index]}${sign}`))
}
