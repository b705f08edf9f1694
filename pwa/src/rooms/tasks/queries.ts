// My work on this phone: tasks by due date with their places, my unfinished visit, and how many records stand where.
import type { Campaign, Inspection, Premises, Task } from '@/contract/entities'
import type { FieldDatabase } from '@/database/database'
import { meta } from '@/database/meta'
import type { View } from '@/sync/core/view'
import { record, records, recordsBy, recordsByAny } from '@/sync/records'

export interface TaskCard {
  task: View<Task>
  premises: View<Premises>
  campaign: View<Campaign> | undefined
}

export interface Today {
  cards: TaskCard[]
  unfinished: { inspection: View<Inspection>; premises: View<Premises> | undefined; checks: number }[]
  counts: { to_do: number; drafts: number; waiting: number; submitted: number; returned: number }
}

export async function today(database: FieldDatabase, user_id: string): Promise<Today> {
  const [cards, mine] = await Promise.all([taskCards(database, user_id), visitsOf(database, user_id)])
  const open = mine.filter((one) => one.state.state === 'open')
  const unfinished = await Promise.all(
    open.map(async (inspection) => ({
      inspection,
      premises: await record(database, 'premises', inspection.state.premises_id),
      checks: (await recordsBy(database, 'check', 'inspection_id', inspection.id)).length,
    })),
  )
  const submitted = mine.filter((one) => one.state.state === 'submitted' || one.state.state === 'approved')
  return {
    cards,
    unfinished,
    counts: {
      to_do: cards.length,
      drafts: open.length,
      waiting: submitted.filter((one) => one.at === 'here').length,
      submitted: submitted.filter((one) => one.at !== 'here').length,
      returned: mine.filter((one) => one.state.state === 'returned').length,
    },
  }
}

/** Visits where this person is one of the two officers. */
export async function visitsOf(database: FieldDatabase, user_id: string): Promise<View<Inspection>[]> {
  const [lead, second] = await Promise.all([
    recordsBy(database, 'inspection', 'lead_officer_id', user_id),
    recordsBy(database, 'inspection', 'second_officer_id', user_id),
  ])
  return [...new Map([...lead, ...second].map((one) => [one.id, one])).values()]
}

async function taskCards(database: FieldDatabase, user_id: string): Promise<TaskCard[]> {
  const [open, campaigns] = await Promise.all([
    recordsByAny(database, 'task', 'state', ['open', 'in_progress']),
    records(database, 'campaign'),
  ])
  const begun = await recordsByAny(
    database,
    'inspection',
    'task_id',
    open.map((one) => one.id),
  )
  const answered = new Set(begun.filter((one) => one.state.state !== 'superseded').map((one) => one.state.task_id))
  const mine = open.filter((one) => one.state.assignee_ids.includes(user_id) && !answered.has(one.id))
  const cards = await Promise.all(
    mine.map(async (task) => {
      const premises = await record(database, 'premises', task.state.premises_id)
      return premises ? [{ task, premises, campaign: campaigns.find((one) => one.id === task.state.campaign_id) }] : []
    }),
  )
  return cards.flat().sort((a, b) => a.task.state.due_on.localeCompare(b.task.state.due_on))
}

/** The first download of tasks and ledger: how many records have come, or null when it is done. */
export async function firstDownload(database: FieldDatabase): Promise<number | null> {
  const { last_pull_at } = await meta(database)
  return last_pull_at === null ? database.base.count() : null
}
