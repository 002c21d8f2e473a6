// The console's pages and who may come in: a new page is one file and one line here.
import { createRouter, createWebHistory, type RouteRecordRaw, type Router } from 'vue-router'
import { firstPlace, routeOf, type Need } from '@/app/places'
import type { SessionStore } from '@/app/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** The key of the page's title. */
    title: string
    /** Shown without a session. */
    open?: boolean
    /** Shown while a one-time password is still to be changed. */
    withOneTimePassword?: boolean
    /** The place at the side that it belongs to, where it is not one itself. */
    place?: string
    /** Without the frame of the other pages: for a projector. */
    bare?: boolean
    /** One of these the account must have; none: any account. */
    needs?: readonly Need[]
  }
}

const routes: RouteRecordRaw[] = [
  {
    path: '/',
    name: 'home',
    component: () => import('@/pages/HomePage.vue'),
    meta: { title: 'nav.home' },
  },
  {
    path: '/login',
    name: 'login',
    component: () => import('@/pages/LoginPage.vue'),
    meta: { title: 'login.title', open: true },
  },
  {
    path: '/password',
    name: 'password',
    component: () => import('@/pages/PasswordPage.vue'),
    meta: { title: 'password.title', withOneTimePassword: true },
  },
  {
    path: '/today',
    name: 'today',
    component: () => import('@/pages/TodayPage.vue'),
    meta: { title: 'nav.today', needs: ['tap:read:unit'] },
  },
  {
    path: '/month/:month?',
    name: 'month',
    component: () => import('@/pages/MonthPage.vue'),
    meta: { title: 'nav.month', needs: ['report:read:unit'] },
  },
  {
    path: '/trend/:month?',
    name: 'trend',
    component: () => import('@/pages/TrendPage.vue'),
    meta: { title: 'trend.title', needs: ['report:read:unit'], place: 'month' },
  },
  {
    path: '/heat/:month?',
    name: 'heat',
    component: () => import('@/pages/HeatPage.vue'),
    meta: { title: 'heat.title', needs: ['report:read:unit'], place: 'month' },
  },
  {
    path: '/year/:year?',
    name: 'year',
    component: () => import('@/pages/YearPage.vue'),
    meta: { title: 'monthTabs.year', needs: ['report:read:unit'], place: 'month' },
  },
  {
    path: '/bulletin/:month?',
    name: 'bulletin',
    component: () => import('@/pages/BulletinPage.vue'),
    meta: { title: 'bulletin.title', needs: ['ledger:write'], place: 'month' },
  },
  {
    path: '/day/:date(\\d{4}-\\d{2}-\\d{2})',
    name: 'unit_day',
    component: () => import('@/pages/UnitDayPage.vue'),
    meta: { title: 'unitDay.page', needs: ['verdict:read:unit'], place: 'month' },
  },
  {
    path: '/pairs/:month?',
    name: 'pairs',
    component: () => import('@/pages/PairsPage.vue'),
    meta: { title: 'pairs.title', needs: ['ledger:write'] },
  },
  {
    path: '/figure-codes',
    name: 'figure_code',
    component: () => import('@/pages/FigureCodePage.vue'),
    meta: { title: 'figureCode.title', needs: ['report:read'] },
  },
  {
    path: '/record/:staff?',
    name: 'record',
    component: () => import('@/pages/RecordPage.vue'),
    meta: { title: 'nav.person', needs: ['own', 'verdict:read:unit'] },
  },
  {
    path: '/meetings',
    name: 'meetings',
    component: () => import('@/pages/MeetingsPage.vue'),
    meta: { title: 'nav.meetings', needs: ['meeting:read'] },
  },
  {
    path: '/meetings/new',
    name: 'meeting_new',
    component: () => import('@/pages/MeetingNewPage.vue'),
    meta: { title: 'nav.meetingNew', needs: ['meeting:write'], place: 'meetings' },
  },
  {
    path: '/meetings/left',
    name: 'meetings_left',
    component: () => import('@/pages/MeetingsLeftPage.vue'),
    meta: { title: 'meeting.leftTitle', needs: ['meeting:approve'], place: 'meetings' },
  },
  {
    path: '/groups',
    name: 'groups',
    component: () => import('@/pages/GroupsPage.vue'),
    meta: { title: 'group.title', needs: ['group:approve'], place: 'meetings' },
  },
  {
    path: '/meetings/:id',
    name: 'meeting',
    component: () => import('@/pages/MeetingPage.vue'),
    meta: { title: 'nav.meeting', needs: ['meeting:read'], place: 'meetings' },
  },
  {
    path: '/meetings/:id/edit',
    name: 'meeting_edit',
    component: () => import('@/pages/MeetingEditPage.vue'),
    meta: { title: 'nav.meetingEdit', needs: ['meeting:write'], place: 'meetings' },
  },
  {
    path: '/meetings/:id/result',
    name: 'meeting_result',
    component: () => import('@/pages/MeetingResultPage.vue'),
    meta: { title: 'nav.meetingResult', needs: ['meeting:read'], place: 'meetings' },
  },
  {
    path: '/meetings/:id/board',
    name: 'board',
    component: () => import('@/pages/BoardPage.vue'),
    meta: { title: 'nav.board', needs: ['verdict:read'], bare: true },
  },
  {
    path: '/lists/:list(staff|cards|units)',
    name: 'import',
    component: () => import('@/pages/ImportPage.vue'),
    meta: { title: 'nav.import', needs: ['import:write'] },
  },
  {
    path: '/away/:kind(leaves|trips|corrections)',
    name: 'away',
    component: () => import('@/pages/AwayPage.vue'),
    meta: { title: 'nav.away', needs: ['time_away:read', 'correction:read'] },
  },
  {
    path: '/ledger',
    name: 'ledger',
    component: () => import('@/pages/LedgerPage.vue'),
    meta: { title: 'nav.ledger', needs: ['ledger:read'] },
  },
  {
    path: '/month-end/:month?',
    name: 'month_end',
    component: () => import('@/pages/MonthEndPage.vue'),
    meta: { title: 'nav.monthEnd', needs: ['report:read:unit'] },
  },
  {
    path: '/notices',
    name: 'notices',
    component: () => import('@/pages/NoticesPage.vue'),
    meta: { title: 'nav.notices' },
  },
  {
    path: '/review',
    name: 'review',
    component: () => import('@/pages/inspect/ReviewPage.vue'),
    meta: { title: 'nav.review', needs: ['review:read'] },
  },
  {
    path: '/spot-checks',
    name: 'spotChecks',
    component: () => import('@/pages/inspect/SpotChecksPage.vue'),
    meta: { title: 'nav.spotChecks', needs: ['spot_check:read'] },
  },
  {
    path: '/units',
    name: 'units',
    component: () => import('@/pages/admin/UnitsPage.vue'),
    meta: { title: 'nav.units', needs: ['unit:write'] },
  },
  {
    path: '/staff',
    name: 'staff',
    component: () => import('@/pages/admin/StaffPage.vue'),
    meta: { title: 'nav.staff', needs: ['staff:read:unit'] },
  },
  {
    path: '/schedules',
    name: 'schedules',
    component: () => import('@/pages/admin/SchedulesPage.vue'),
    meta: { title: 'nav.schedules', needs: ['assignment:read'] },
  },
  {
    path: '/calendar/:year?',
    name: 'calendar',
    component: () => import('@/pages/admin/CalendarPage.vue'),
    meta: { title: 'nav.calendar', needs: ['calendar:read'] },
  },
  {
    path: '/policy',
    name: 'policy',
    component: () => import('@/pages/admin/PolicyPage.vue'),
    meta: { title: 'nav.policy', needs: ['policy:read'] },
  },
  {
    path: '/kiosks',
    name: 'kiosks',
    component: () => import('@/pages/admin/KiosksPage.vue'),
    meta: { title: 'nav.kiosks', needs: ['quarantine:read'] },
  },
  {
    path: '/accounts',
    name: 'accounts',
    component: () => import('@/pages/security/AccountsPage.vue'),
    meta: { title: 'nav.accounts', needs: ['account:read'] },
  },
  {
    path: '/audit',
    name: 'audit',
    component: () => import('@/pages/security/AuditPage.vue'),
    meta: { title: 'nav.audit', needs: ['audit:read'] },
  },
  {
    path: '/:path(.*)*',
    name: 'not_found',
    component: () => import('@/pages/NotFoundPage.vue'),
    meta: { title: 'app.notFound' },
  },
]

/** What the fixed head of the page covers, and some air. */
const HEAD_PX = 72

/** Where to go after log-in: only a path of the console itself, never another site. */
export function pathAfterLogIn(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
}

export function createConsoleRouter(session: SessionStore): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (to, from, saved) => {
      if (saved !== null) return saved
      if (to.hash !== '') return { el: to.hash, top: HEAD_PX }
      return to.path === from.path ? false : { top: 0 }
    },
  })

  router.beforeEach(async (to) => {
    await session.load()
    // The app then says so in place of any page.
    if (session.problem.value !== null) return true
    const current = session.current.value
    if (to.meta.open) return current === null || { path: pathAfterLogIn(to.query['next']), replace: true }
    if (current === null) return { name: 'login', query: to.path === '/' ? {} : { next: to.fullPath } }
    if (current.must_change_password && !to.meta.withOneTimePassword) {
      return { name: 'password', query: { next: to.fullPath } }
    }
    const first = to.name === 'home' ? firstPlace(current) : null
    return first === null || { ...routeOf(first), replace: true }
  })
  // After an update of the server, pages that were never opened have new file names: begin anew.
  router.onError((cause: unknown, to) => {
    if (cause instanceof TypeError && cause.message.includes('dynamically imported module')) location.assign(to.fullPath)
  })
  return router
}
