// Which characters of two values differ, so that only those are marked.

export interface Piece {
  text: string
  differs: boolean
}

const LONGEST = 400

/** Both texts in pieces: what they share in order, and what only one of them has. */
export function pieces(one: string, other: string): [Piece[], Piece[]] {
  const [left, right] = [[...one], [...other]]
  if (left.length > LONGEST || right.length > LONGEST) return [whole(one, one !== other), whole(other, one !== other)]
  if (left.length === right.length)
    return [
      joined(
        left,
        left.map((letter, at) => letter !== right[at]),
      ),
      joined(
        right,
        right.map((letter, at) => letter !== left[at]),
      ),
    ]
  const common = lengths(left, right)
  const [marksLeft, marksRight] = [left.map(() => true), right.map(() => true)]
  let [i, j] = [0, 0]
  while (i < left.length && j < right.length) {
    if (left[i] === right[j]) {
      marksLeft[i++] = false
      marksRight[j++] = false
    } else if (at(common, i + 1, j) >= at(common, i, j + 1)) i++
    else j++
  }
  return [joined(left, marksLeft), joined(right, marksRight)]
}

/** The length of the longest common subsequence of what is left from each pair of places. */
function lengths(left: string[], right: string[]): number[][] {
  const found = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0))
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const row = found[i] as number[]
      row[j] = left[i] === right[j] ? at(found, i + 1, j + 1) + 1 : Math.max(at(found, i + 1, j), at(found, i, j + 1))
    }
  }
  return found
}

const at = (table: number[][], i: number, j: number): number => table[i]?.[j] ?? 0

const whole = (text: string, differs: boolean): Piece[] => (text ? [{ text, differs }] : [])

function joined(letters: string[], marks: boolean[]): Piece[] {
  const found: Piece[] = []
  letters.forEach((letter, place) => {
    const last = found.at(-1)
    const differs = marks[place] ?? false
    if (last && last.differs === differs) last.text += letter
    else found.push({ text: letter, differs })
  })
  return found
}
