// What is asked of a meeting's organizer, with what the server says would come of each.
import { computed, type ComputedRef } from 'vue'
import type { Names, Schemas } from '@/api/office'
import { useClient } from '@/app/context'
import { useLoad, type Load } from '@/app/use_load'

export type Request = Schemas['MeetingRequests']['items'][number]

export interface Requests {
  load: Load<Schemas['MeetingRequests']>
  items: ComputedRef<Request[]>
  waiting: ComputedRef<Request[]>
  nameOf(staff: string | undefined): string
  reload(): Promise<void>
}

export function useRequests(meeting: string): Requests {
  const client = useClient()
  const load = useLoad<Schemas['MeetingRequests'] & { names: Names }>()
  const items = computed(() => load.data.value?.items ?? [])
  return {
    load,
    items,
    waiting: computed(() => items.value.filter(({ state }) => state === 'pending')),
    nameOf: (staff) => (staff === undefined ? '' : (load.data.value?.names['staff']?.[staff] ?? staff)),
    reload: () => load.run((signal) => client.get(`/api/v1/meetings/${encodeURIComponent(meeting)}/requests`, signal)),
  }
}

/** The path of the request's own resource. */
export function kindOf(request: Request): 'meeting-leaves' | 'substitutes' {
  return request.kind === 'substitute' ? 'substitutes' : 'meeting-leaves'
}
