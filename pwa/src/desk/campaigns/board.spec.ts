import { describe, expect, it } from 'vitest'
import { board, percent, type Task, total } from './board'

const task = (division: string, state: Task['state'], due_on: string): Task => ({
  id: `${division}${state}${due_on}`,
  campaign_id: 'c',
  premises_id: 'p',
  premises_name: '样例',
  division,
  assignee_ids: [],
  assignee_names: [],
  due_on,
  state,
  inspection_id: null,
  note: null,
})

describe('the board of a campaign', () => {
  const rows = board(
    [
      task('610602', 'done', '2026-11-01'),
      task('610602', 'open', '2026-11-30'),
      task('610602', 'cancelled', '2026-11-01'),
      task('610629', 'open', '2026-11-20'),
      task('610629', 'in_progress', '2026-11-23'),
      task('610629', 'done', '2026-11-10'),
    ],
    '2026-11-23',
  )

  it('puts the division with the most overdue first', () => {
    expect(rows.map((row) => row.division)).toEqual(['610629', '610602'])
    expect(rows[0]).toMatchObject({ planned: 3, done: 1, doing: 1, due: 3, overdue: 1 })
  })

  it('does not plan what was cancelled', () => {
    expect(rows[1]).toMatchObject({ planned: 2, done: 1, due: 1, overdue: 0 })
  })

  it('adds up', () => {
    expect(total(rows)).toMatchObject({ planned: 5, done: 2, doing: 1, due: 4, overdue: 1 })
    expect(percent(2, 5)).toBe('40.0 %')
    expect(percent(0, 0)).toBe('—')
  })
})
