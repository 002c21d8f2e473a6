// Which parts open on the pages of organizers, clerks and everybody: looked at by open_parts.mjs.
import { checkOpenParts } from './open_parts.mjs'
import { siteDay } from './site_time.mjs'

const from9To10 = (days) => ({ start: `${siteDay(days)}T09:00:00`, end: `${siteDay(days)}T10:00:00` })

export async function checkOfficeParts(tools) {
  const { desk } = tools
  const host = await desk.logIn('host')
  const invite = { staff: ['s0007', 's0001'] }
  const planned = await desk.send(host, 'POST', '/api/v1/meetings', { title: '有名有分', invite, ...from9To10(15) })
  const over = await desk.send(host, 'POST', '/api/v1/meetings', { title: '开过的会', invite, ...from9To10(-1) })
  await desk.send(host, 'POST', '/api/v1/groups', { name: '有名有分', members: ['s0007'] })
  await host.context().close()
  await checkOpenParts(tools, 'host', {
    '/meetings': [],
    '/meetings/new': [],
    [`/meetings/${planned.id}/edit`]: [],
    [`/meetings/${planned.id}`]: ['改期', '移交', '取消会议'],
    [`/meetings/${planned.id}?tab=discipline`]: ['记一条'],
    [`/meetings/${over.id}/result`]: ['公布结果'],
    '/groups': ['新建群组', '编辑', '移交', '删除'],
  })
  await checkOpenParts(tools, 'clerk', {
    '/today': [],
    '/month': [],
    '/month-end': [],
    '/away/leaves': ['请假'],
    '/away/trips': ['登记公出'],
    '/away/corrections': ['申请补卡'],
    '/lists/staff': [],
  })
  await checkOpenParts(tools, 'me', { '/record': [], '/notices': [], '/away/leaves': ['请假'] })
}
