// The pump of the person who uses the phone, and what wakes it: start, a look at the screen, the network, new work, a timer, a button.
import type { FieldDatabase } from '@/database/database'
import { follow } from '@/database/follow'
import { systemClock } from '@/kernel/clock'
import { type PumpState, type Reason, START } from './core/reducer'
import { countIn } from './kept'
import { serverNetwork } from './network'
import { type Ports, Pump } from './pump'
import { transfersOf } from './transfers'

const WHILE_VISIBLE_MS = 60_000
const HOLDER_MS = 60_000

let running: { database: FieldDatabase; pump: Pump; stop: () => void } | null = null
const listeners = new Set<(state: PumpState) => void>()

export function pumpState(): PumpState {
  return running?.pump.state ?? { ...START, online: navigator.onLine }
}

export function onPumpChange(listener: (state: PumpState) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The button, and whoever has changed what the office should hear at once. */
export function syncNow(): Promise<void> {
  return running ? wake(running.database, running.pump, 'button') : Promise.resolve()
}

export function startEngine(database: FieldDatabase): void {
  if (running?.database === database) return
  stopEngine()
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  const ports: Ports = {
    network: serverNetwork,
    transfers: transfersOf(database),
    clock: systemClock,
    chance: Math.random,
    later: (milliseconds, act) => {
      clearTimeout(timer)
      // a round that ends after its person has left makes no new appointment
      if (!stopped) timer = setTimeout(act, milliseconds)
    },
  }
  const pump = new Pump(database, ports)
  if (!navigator.onLine) pump.wentOffline()
  const unlisten = pump.onChange((state) => {
    for (const listener of listeners) listener(state)
  })
  const unwatch = watchWorld((reason) => void wake(database, pump, reason), pump, database)
  running = {
    database,
    pump,
    stop: () => {
      stopped = true
      clearTimeout(timer)
      unlisten()
      unwatch()
    },
  }
  void wake(database, pump, 'start')
}

export function stopEngine(): void {
  running?.stop()
  running = null
}

function watchWorld(act: (reason: Reason) => void, pump: Pump, database: FieldDatabase): () => void {
  const visible = () => document.visibilityState === 'visible' && act('visible')
  const online = () => act('online')
  const offline = () => pump.wentOffline()
  document.addEventListener('visibilitychange', visible)
  window.addEventListener('online', online)
  window.addEventListener('offline', offline)
  const beat = setInterval(
    () => document.visibilityState === 'visible' && pump.state.rest === 'done' && act('timer'),
    WHILE_VISIBLE_MS,
  )
  let known = 0
  const unfollow = follow(
    () => countIn(database, 'here'),
    (count) => {
      if (count > known) act('commit')
      known = count
    },
  )
  return () => {
    document.removeEventListener('visibilitychange', visible)
    window.removeEventListener('online', online)
    window.removeEventListener('offline', offline)
    clearInterval(beat)
    unfollow()
  }
}

/** One tab is enough. Locks only save waste: the office and the transactions keep order without them. */
async function wake(database: FieldDatabase, pump: Pump, reason: Reason): Promise<void> {
  if (pump.state.step) return pump.wake(reason)
  if (!navigator.locks) return pump.wake(reason)
  await navigator.locks.request(`hengjian-sync-${database.user_id}`, { ifAvailable: true }, async (lock) => {
    if (!lock && (await holderIsAlive(database))) return
    const beat = setInterval(() => void sign(database), HOLDER_MS / 4)
    try {
      await sign(database)
      await pump.wake(reason)
    } finally {
      clearInterval(beat)
    }
  })
}

const HOLDER = 'sync_holder_at'

async function sign(database: FieldDatabase): Promise<void> {
  try {
    await database.meta.put({ key: HOLDER, value: Date.now() })
  } catch {
    // a courtesy to other tabs: storage that refuses is met again by the pump, which says so
  }
}

/** Some browsers keep the lock of a page that is gone. */
async function holderIsAlive(database: FieldDatabase): Promise<boolean> {
  const signed = (await database.meta.get(HOLDER))?.value
  return typeof signed === 'number' && Date.now() - signed < HOLDER_MS
}
