// All kiosks with how they are and what is wrong with each, fetched together.
import { computed, onMounted, type ComputedRef } from 'vue'
import type { Schemas } from '@/api/office'
import { useClient } from '@/app/context'
import { useLoad, type Load } from '@/app/use_load'

export type Kiosk = Schemas['Kiosk']
export type KioskFault = Schemas['KioskFault']

export interface HeldLines {
  kiosk: string
  reason: string
  lines: number
  first_utc_us: number
  last_utc_us: number
}

interface Faults {
  faults: KioskFault[]
  quarantine: HeldLines[]
}

/** A kiosk, what of it is to be looked at, and how that is said in one word. */
export interface KioskRow extends Kiosk {
  faults: KioskFault[]
  held: HeldLines[]
  word: 'well' | 'silent' | 'behind' | 'clock' | 'fault' | 'never' | 'revoked'
}

const SILENT_US = 15 * 60 * 1_000_000
const BACKLOG_MANY = 50

function wordOf(kiosk: Kiosk, faults: readonly KioskFault[], held: readonly HeldLines[], nowUtcUs: number): KioskRow['word'] {
  if (kiosk.state === 'revoked') return 'revoked'
  if (faults.length > 0 || held.length > 0) return 'fault'
  const said = kiosk.status?.reported_utc_us
  if (said === undefined) return 'never'
  if (nowUtcUs - said > SILENT_US) return 'silent'
  if (kiosk.status?.clock === 'uncertain') return 'clock'
  return (kiosk.status?.backlog ?? 0) > BACKLOG_MANY ? 'behind' : 'well'
}

export interface KioskData {
  load: Load<{ kiosks: Kiosk[]; faults: Faults; atUtcUs: number }>
  rows: ComputedRef<KioskRow[]>
  reload(): Promise<void>
}

export function useKiosks(): KioskData {
  const client = useClient()
  const load = useLoad<{ kiosks: Kiosk[]; faults: Faults; atUtcUs: number }>()

  const reload = (): Promise<void> =>
    load.run(async (signal) => {
      const [list, faults] = await Promise.all([
        client.get<{ items: Kiosk[] }>('/api/v1/kiosks', signal),
        client.get<Faults>('/api/v1/quarantine', signal),
      ])
      return { kiosks: list.items, faults, atUtcUs: Date.now() * 1000 }
    })
  onMounted(reload)

  const rows = computed<KioskRow[]>(() => {
    const data = load.data.value
    if (data === null) return []
    return data.kiosks.map((kiosk) => {
      const faults = data.faults.faults.filter((fault) => fault.kiosk === kiosk.id && fault.state === 'open')
      const held = data.faults.quarantine.filter((lines) => lines.kiosk === kiosk.id)
      return { ...kiosk, faults, held, word: wordOf(kiosk, faults, held, data.atUtcUs) }
    })
  })
  return { load, rows, reload }
}
