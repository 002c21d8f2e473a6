// How many notices are unread, for the number beside their place; asked for again now and then while somebody looks.
import { inject, ref, type InjectionKey, type Ref } from 'vue'
import type { Client } from '@/api/client'

export interface Unread {
  count: Readonly<Ref<number>>
  refresh(): Promise<void>
  /** The page of notices knows it best. */
  set(count: number): void
}

const AGAIN_MS = 120_000

export const unreadKey: InjectionKey<Unread> = Symbol('unread')

export function createUnread(client: Client, hasSession: () => boolean): Unread {
  const count = ref(0)

  async function refresh(): Promise<void> {
    if (!hasSession()) {
      count.value = 0
      return
    }
    try {
      count.value = (await client.watch<{ unread: number }>('/api/v1/notices?limit=1')).unread
    } catch {
      // A number beside a link is no reason to complain: the page itself says what is wrong.
    }
  }

  setInterval(() => {
    if (!document.hidden) void refresh()
  }, AGAIN_MS)
  return {
    count,
    refresh,
    set(now) {
      count.value = now
    },
  }
}

export function useUnread(): Unread {
  const unread = inject(unreadKey)
  if (unread === undefined) throw new Error('used outside of the app')
  return unread
}
