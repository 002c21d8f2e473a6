// The units as a tree, fetched once for all who show or choose one.
import { computed, inject, shallowRef, type ComputedRef, type InjectionKey } from 'vue'
import type { Kept, Office } from '@/api/office'

export interface UnitNode {
  code: string
  name: string
  children: UnitNode[]
}

export interface Units {
  tree: ComputedRef<UnitNode[]>
  nameOf(code: string | undefined): string
  /** Fetches them, once; again after `forget`, which is for units that were changed and for another account. */
  read(): Promise<void>
  /** The same for a page that shows their names: it says itself that the server cannot be reached. */
  load(): Promise<void>
  forget(): void
}

/** What has no parent, or one that is not to be seen, stands at the top. */
export function unitTree(units: readonly { code: string; name: string; parent?: string }[]): UnitNode[] {
  const nodes = new Map(units.map(({ code, name }) => [code, { code, name, children: [] as UnitNode[] }]))
  const top: UnitNode[] = []
  for (const { code, parent } of units) {
    const node = nodes.get(code)
    if (node === undefined) continue
    const above = parent === undefined ? undefined : nodes.get(parent)
    ;(above?.children ?? top).push(node)
  }
  return top
}

export const unitsKey: InjectionKey<Units> = Symbol('units')

export function createUnits(office: Office): Units {
  const items = shallowRef<Kept<'units'>[]>([])
  const names = computed(() => new Map(items.value.map(({ code, name }) => [code, name])))
  let asking: Promise<void> | undefined

  async function fetchAll(): Promise<void> {
    try {
      items.value = (await office.all('units', {})).items
    } catch (cause) {
      asking = undefined
      throw cause
    }
  }

  const read = (): Promise<void> => (asking ??= fetchAll())

  return {
    tree: computed(() => unitTree(items.value)),
    nameOf: (code) => names.value.get(code ?? '') ?? code ?? '',
    read,
    load: () => read().catch(() => undefined),
    forget() {
      asking = undefined
      items.value = []
    },
  }
}

export function useUnits(): Units {
  const units = inject(unitsKey)
  if (units === undefined) throw new Error('used outside of the app')
  return units
}
