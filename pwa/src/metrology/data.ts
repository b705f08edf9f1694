// The editions, catalogues and words of the server's room, which both languages share; later editions arrive by pull.
// They are data: a build of the app fetches them as one file instead of carrying them as script (bundling/data-files.ts).
import limits from '../../../server/metrology/recorded.json'
import words from '../../../server/metrology/wording.json'
import calendar from '../../../server/metrology/working_days.json'
import leading from '../../../server/metrology/worksheets.json'

export interface Words {
  readonly title: string
  readonly title_en: string
}

export const editions: readonly unknown[] = Object.values(
  import.meta.glob('../../../server/metrology/rulebooks/*.json', { eager: true, import: 'default' }),
)

export const catalogues: readonly unknown[] = Object.values(
  import.meta.glob('../../../server/metrology/catalogue/*.json', { eager: true, import: 'default' }),
)

/** What is only recorded: its rows, as they stand. */
export const recorded = limits.rows

/** The yearly notices of holidays and make-up working days. */
export const working_days: unknown = calendar

/** The words for problems, quantities, reasons and confidence, in Chinese and English. */
export const wording: Readonly<Record<string, Readonly<Record<string, Words>>>> = words

/** The steps of each test, as they lead an inspector through it. */
export const worksheets: readonly unknown[] = leading.sheets
