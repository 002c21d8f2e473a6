// Whoever may organize meetings, and to whom a meeting or a group can be handed over.
import type { Client } from './client'
import { queryText, type Names } from './office'

export interface Organizer {
  account: string
  name: string
  staff: string | null
  unit: string | null
}

/** Of the groups that one sees: all, one's own, and those that nobody keeps any more. */
export interface GroupCounts {
  kept: number
  mine: number
  left: number
}

export const readGroupCounts = (client: Client, search: string, signal: AbortSignal): Promise<GroupCounts> =>
  client.get(`/api/v1/groups/counts${queryText({ search })}`, signal)

export const readOrganizers = (client: Client, signal?: AbortSignal): Promise<{ items: Organizer[]; names: Names }> =>
  client.get('/api/v1/organizers', signal)
