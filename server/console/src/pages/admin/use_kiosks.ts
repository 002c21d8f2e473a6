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

/** A kiosk and what of it is to be looked at; how it is, its `health` says. */
export interface KioskRow extends Kiosk {
  faults: KioskFault[]
  held: HeldLines[]
}

export interface KioskData {
  load: Load<{ kiosks: Kiosk[]; faults: Faults }>
  rows: ComputedRef<KioskRow[]>
  reload(): Promise<void>
}

export function useKiosks(): KioskData {
  const client = useClient()
  const load = useLoad<{ kiosks: Kiosk[]; faults: Faults }>()

  const reload = (): Promise<void> =>
    load.run(async (signal) => {
      const [list, faults] = await Promise.all([
        client.get<{ items: Kiosk[] }>('/api/v1/kiosks', signal),
        client.get<Faults>('/api/v1/quarantine', signal),
      ])
      return { kiosks: list.items, faults }
    })
  onMounted(reload)

  const rows = computed<KioskRow[]>(() => {
    const data = load.data.value
    if (data === null) return []
    return data.kiosks.map((kiosk) => {
      const faults = data.faults.faults.filter((fault) => fault.kiosk === kiosk.id && fault.state === 'open')
      const held = data.faults.quarantine.filter((lines) => lines.kiosk === kiosk.id)
      return { ...kiosk, faults, held }
    })
  })
  return { load, rows, reload }
}
