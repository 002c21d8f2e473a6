// The server's resources by name, so that no page spells a path.
import type { Client } from './client'
import { queryText } from './office'
import { TAPS_LIMIT_MAX, type Day, type MonthReport, type Session, type Site } from './contract'

export interface Resources {
  site(): Promise<Site>
  session(): Promise<Session>
  logIn(account: string, password: string, code?: string): Promise<Session>
  logOut(): Promise<void>
  changePassword(oldPassword: string, newPassword: string): Promise<void>
  /** A date's taps and counts; today's where date is left out. */
  day(query: { date?: string; limit?: number }, signal?: AbortSignal): Promise<Day>
  /** Today's counts, as a page asks for them by itself. */
  dayNow(): Promise<Day>
  months(signal?: AbortSignal): Promise<string[]>
  monthReport(month: string, signal?: AbortSignal): Promise<MonthReport>
}

export const LIVE_PATH = '/api/v1/live'

export function monthPaperPath(month: string, format: 'xlsx' | 'pdf' | 'csv', table?: string): string {
  return `/api/v1/reports/months/${encodeURIComponent(month)}.${format}${queryText({ table })}`
}

export function monthWorkbookPath(month: string): string {
  return monthPaperPath(month, 'xlsx')
}

export function yearPaperPath(year: string, format: 'pdf' | 'xlsx' | 'csv', table?: 'people' | 'units'): string {
  return `/api/v1/reports/years/${encodeURIComponent(year)}.${format}${queryText({ table })}`
}

export function bulletinPath(month: string, format: 'pdf' | 'docx', query: { number?: string; date?: string }): string {
  return `/api/v1/reports/bulletins/${encodeURIComponent(month)}.${format}${queryText(query)}`
}

export function createResources(client: Client): Resources {
  return {
    site: () => client.get('/api/v1/site'),
    session: () => client.get('/api/v1/session'),
    logIn: (account, password, code) =>
      client.send('POST', '/api/v1/session', { account, password, ...(code === undefined ? {} : { code }) }),
    logOut: () => client.send('DELETE', '/api/v1/session'),
    changePassword: (oldPassword, newPassword) =>
      client.send('PUT', '/api/v1/session/password', { old: oldPassword, new: newPassword }),
    day: ({ date, limit = TAPS_LIMIT_MAX }, signal) => {
      const query = new URLSearchParams({ limit: String(limit) })
      if (date !== undefined) query.set('date', date)
      return client.get(`/api/v1/taps?${query}`, signal)
    },
    dayNow: () => client.watch('/api/v1/taps?limit=1'),
    months: async (signal) => (await client.get<{ months: string[] }>('/api/v1/reports/months', signal)).months,
    monthReport: (month, signal) => client.get(`/api/v1/reports/months/${encodeURIComponent(month)}`, signal),
  }
}
