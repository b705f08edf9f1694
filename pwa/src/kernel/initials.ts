// Pinyin initials of Chinese text (张记水果 → zjsg) without a dictionary: the platform's own pinyin order tells between
// which two boundary characters a character falls. A reading that depends on context may come out otherwise.

// the first character of each initial in pinyin order; i, u and v begin none
const FIRST = '阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他屲夕丫帀'
const LETTERS = 'abcdefghjklmnopqrstwxyz'

const collator = new Intl.Collator('zh-CN-u-co-pinyin')
const known = new Map<string, string>()

export function initials(text: string): string {
  let found = ''
  for (const character of text) found += initial(character)
  return found
}

function initial(character: string): string {
  if (!/[\u3400-\u9fff\uf900-\ufaff]/u.test(character)) return character
  const before = known.get(character)
  if (before !== undefined) return before
  let at = FIRST.length - 1
  while (at > 0 && collator.compare(character, FIRST.charAt(at)) < 0) at -= 1
  const letter = LETTERS.charAt(at)
  known.set(character, letter)
  return letter
}
