// Whoever may organize meetings, and to whom a meeting or a group can be handed over.
import type { Client } from './client'
import type { Names } from './office'

export interface Organizer {
  account: string
  name: string
  staff: string | null
  unit: string | null
}

export const readOrganizers = (client: Client, signal?: AbortSignal): Promise<{ items: Organizer[]; names: Names }> =>
  client.get('/api/v1/organizers', signal)
