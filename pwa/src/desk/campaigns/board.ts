// How far a campaign is, division by division: counted from its tasks, so that every figure can be opened as a list.

export interface Campaign {
  id: string
  name: string
  basis: string
  kinds: string[]
  starts_on: string
  ends_on: string
  state: 'planned' | 'open' | 'closed'
}

export interface Task {
  id: string
  campaign_id: string
  premises_id: string
  premises_name: string
  division: string
  assignee_ids: string[]
  assignee_names: string[]
  due_on: string
  state: 'open' | 'in_progress' | 'done' | 'cancelled'
  inspection_id: string | null
  note: string | null
}

export interface BoardRow {
  division: string
  planned: number
  done: number
  doing: number
  /** how many are due by today */
  due: number
  overdue: number
}

export const isOverdue = (task: Task, today: string): boolean =>
  (task.state === 'open' || task.state === 'in_progress') && task.due_on < today

/** Rows with the most overdue first; cancelled tasks are not planned any more. */
export function board(tasks: readonly Task[], today: string): BoardRow[] {
  const rows = new Map<string, BoardRow>()
  for (const task of tasks) {
    if (task.state === 'cancelled') continue
    const row = rows.get(task.division) ?? {
      division: task.division,
      planned: 0,
      done: 0,
      doing: 0,
      due: 0,
      overdue: 0,
    }
    rows.set(task.division, row)
    row.planned++
    if (task.state === 'done') row.done++
    if (task.state === 'in_progress') row.doing++
    if (task.due_on <= today) row.due++
    if (isOverdue(task, today)) row.overdue++
  }
  return [...rows.values()].sort(
    (one, other) => other.overdue - one.overdue || one.division.localeCompare(other.division),
  )
}

export function total(rows: readonly BoardRow[]): BoardRow {
  const sum = (name: 'planned' | 'done' | 'doing' | 'due' | 'overdue') =>
    rows.reduce((found, row) => found + row[name], 0)
  return {
    division: '',
    planned: sum('planned'),
    done: sum('done'),
    doing: sum('doing'),
    due: sum('due'),
    overdue: sum('overdue'),
  }
}

/** Percent of a whole to one place, as text; of nothing there is none. */
export const percent = (part: number, whole: number): string =>
  whole ? `${(Math.round((part * 1000) / whole) / 10).toFixed(1)} %` : '—'
