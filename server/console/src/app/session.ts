// Who is logged in. Pages and the router ask here; nobody else keeps a copy.
import { readonly, ref, shallowReadonly, shallowRef, type InjectionKey, type Ref } from 'vue'
import type { Client } from '@/api/client'
import type { Action, Session, Site } from '@/api/contract'
import { asProblem, type Problem } from '@/api/problem'
import type { Resources } from '@/api/resources'
import { forgetDrafts } from '@/form/kept_draft'

export interface SessionStore {
  current: Readonly<Ref<Session | null>>
  /** The session has ended by itself; who it was is still known, and may log in again and go on. */
  ended: Readonly<Ref<boolean>>
  site: Readonly<Ref<Site | null>>
  /** Why it is not known who is logged in: the server could not be asked. */
  problem: Readonly<Ref<Problem | null>>
  /** Asks the server, until it has answered once. */
  load(): Promise<void>
  /** code: of the second step, where the server has asked for it. */
  logIn(account: string, password: string, code?: string): Promise<void>
  changePassword(oldPassword: string, newPassword: string): Promise<void>
  logOut(): Promise<void>
  /** Do the account's roles let it do this to anything at all? What is not so is not offered. */
  may(resource: string, action: Action): boolean
  /** The server no longer knows the session. */
  end(): void
  /** Whoever's session has ended does not go on here. */
  leave(): void
}

export const sessionKey: InjectionKey<SessionStore> = Symbol('session')

export function createSessionStore(client: Client, resources: Resources): SessionStore {
  const current = shallowRef<Session | null>(null)
  const site = shallowRef<Site | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const ended = ref(false)
  let asked = false

  function take(session: Session | null): void {
    current.value = session
    client.setCsrf(session?.csrf ?? '')
    if (session !== null) ended.value = false
  }

  async function ask(): Promise<void> {
    problem.value = null
    try {
      take(await resources.session())
      asked = true
    } catch (cause) {
      const fault = asProblem(cause)
      if (fault.status === 401) asked = true
      else problem.value = fault
    }
  }

  async function askSite(): Promise<void> {
    try {
      site.value = await resources.site()
    } catch {
      // The name is an ornament: pages work without it.
    }
  }

  return {
    current: shallowReadonly(current),
    ended: readonly(ended),
    site: shallowReadonly(site),
    problem: shallowReadonly(problem),
    async load() {
      if (asked) return
      await Promise.all([ask(), askSite()])
    },
    async logIn(account, password, code) {
      take(await resources.logIn(account, password, code))
    },
    async changePassword(oldPassword, newPassword) {
      await resources.changePassword(oldPassword, newPassword)
      // The server may have given the session a new token.
      take(await resources.session())
    },
    async logOut() {
      try {
        await resources.logOut()
      } finally {
        forgetDrafts()
        take(null)
      }
    },
    may: (resource, action) => current.value?.may[resource]?.[action] !== undefined,
    end() {
      ended.value = current.value !== null
    },
    leave: () => take(null),
  }
}
