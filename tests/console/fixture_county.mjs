// A made-up county for the console's tests: the same seed gives the same people, taps and figures.
// It has what strains a page: long names, rare characters, people without a unit's luck, empty lists.

const UNIT_NAMES = [
  '县政府办公室', '县纪委监委', '县委组织部', '县财政局', '县教育体育局', '县人力资源和社会保障局',
  '县自然资源和规划局', '县农业农村和水利局（乡村振兴工作专班办公室）', '县卫生健康局', '县市场监督管理局',
  '县综合行政执法局', '县档案馆',
]
const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'], GIVEN = [...'建国伟敏静丽强磊洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文斌']
const SPECIAL_NAMES = ['欧阳建国', '𬭎铭', '㛃琳', '阿依古丽·买买提艾力·吐尔逊江', '司徒𬭎㛃', '李雷']
const PLACES = ['县政府大楼 东门', '县政府大楼 西门', '政务服务中心 一楼大厅']
const STEPS = ['提醒', '谈话提醒', '通报批评']

export function createRandom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const pick = (random, list) => list[Math.floor(random() * list.length)]
const two = (number) => String(number).padStart(2, '0')

function createPeople(count, random) {
  return Array.from({ length: count }, (_, index) => {
    const unit = Math.floor((index * UNIT_NAMES.length) / count)
    const name = SPECIAL_NAMES[index % 50] && index < 50 ? SPECIAL_NAMES[index % 50]
      : pick(random, SURNAMES) + pick(random, GIVEN) + (random() < 0.7 ? pick(random, GIVEN) : '')
    return { staff: `s${String(index + 1).padStart(5, '0')}`, name, unit: `u${two(unit + 1)}`, unit_name: UNIT_NAMES[unit] }
  })
}

const few = (random, chance, most) => (random() < chance ? 1 + Math.floor(random() * most) : 0)

function personFigures(random) {
  const figures = {
    checks_due: 84, late: few(random, 0.22, 3), late_min: 0, early: few(random, 0.07, 2), early_min: 0,
    missing: few(random, 0.09, 2), absent: few(random, 0.03, 1), leave: few(random, 0.15, 4), trip: few(random, 0.1, 3),
    leave_min: 0, trip_min: 0, corrections: few(random, 0.06, 2), meetings_due: few(random, 0.4, 4), meetings_on_time: 0,
    meetings_late: 0, meetings_absent: 0, meetings_leave: few(random, 0.03, 1), meetings_leave_late: 0,
    meetings_substituted: 0, meetings_unapproved_substitute: 0, meetings_left_early: 0, review: few(random, 0.03, 1),
  }
  figures.late_min = figures.late * (2 + Math.floor(random() * 20))
  figures.early_min = figures.early * (2 + Math.floor(random() * 15))
  figures.leave_min = figures.leave * 240
  figures.trip_min = figures.trip * 240
  if (figures.meetings_due > 0) {
    figures.meetings_late = few(random, 0.1, 1)
    figures.meetings_absent = figures.meetings_late === 0 ? few(random, 0.05, 1) : 0
    figures.meetings_unapproved_substitute = figures.meetings_late + figures.meetings_absent === 0 ? few(random, 0.01, 1) : 0
  }
  figures.meetings_on_time = figures.meetings_due - figures.meetings_late - figures.meetings_absent - figures.meetings_unapproved_substitute
  figures.on_time = figures.checks_due - figures.late - figures.early - figures.missing - 2 * figures.absent
  figures.violations = figures.late + figures.early + figures.missing + figures.absent + figures.meetings_late
    + figures.meetings_absent + figures.meetings_unapproved_substitute
  return figures
}

function sumOf(rows) {
  const sum = {}
  for (const row of rows) {
    for (const [key, value] of Object.entries(row)) if (typeof value === 'number') sum[key] = (sum[key] ?? 0) + value
  }
  const due = (sum.checks_due ?? 0) + (sum.meetings_due ?? 0)
  const good = (sum.on_time ?? 0) + (sum.meetings_on_time ?? 0)
  return { ...sum, provisional: 0, headcount: rows.length, rate_bp: due === 0 ? null : Math.round((10000 * good) / due) }
}

function rank(units) {
  const order = [...units].sort((a, b) => (b.rate_bp ?? -1) - (a.rate_bp ?? -1) || a.violations / a.headcount - b.violations / b.headcount)
  order.forEach((unit, index) => {
    unit.rank = unit.rate_bp === null ? null : index + 1
  })
  return order
}

function monthReport(people, month, seed, before) {
  const random = createRandom(seed)
  const staff = people.map((person) => {
    const figures = personFigures(random)
    const step = figures.violations >= 6 ? 3 : figures.violations >= 4 ? 2 : figures.violations >= 3 ? 1 : 0
    return { ...person, ...figures, provisional: 0, steps: STEPS.slice(0, step) }
  })
  const codes = [...new Set(people.map((person) => person.unit))]
  const units = rank(codes.map((code) => {
    const members = staff.filter((person) => person.unit === code)
    return { unit: code, name: members[0].unit_name, ...sumOf(members) }
  }))
  for (const unit of units) {
    const rankBefore = before?.units.find((one) => one.unit === unit.unit)?.rank ?? null
    unit.rank_change = rankBefore === null || unit.rank === null ? null : rankBefore - unit.rank
  }
  return {
    month, as_of: '2026-11-23T08:47:12', complete_to: month === '2026-11' ? '2026-11-22T17:55:00' : '2026-11-23T08:46:00',
    rejudging: null, closed: null,
    kiosks_behind: month === '2026-11'
      ? [{ kiosk: 'k0003', place: PLACES[2], complete_to: '2026-11-22T17:55:00' }, { kiosk: 'k0004', place: '县档案馆 正门', complete_to: null }]
      : [],
    last_month: before === undefined ? null : { month: before.month, rate_bp: before.county.rate_bp, violations: before.county.violations },
    county: sumOf(staff), units, staff,
  }
}

function createTaps(people, random) {
  const taps = []
  let sequence = 0
  const add = (minute, fields) => {
    sequence += 1
    const time = `${two(7 + Math.floor(minute / 60))}:${two(Math.floor(minute % 60))}:${two(Math.floor(random() * 60))}`
    const at = `2026-11-23T${time}.${String(Math.floor(random() * 1000)).padStart(3, '0')}`
    taps.push({
      id: `k0001:1:${sequence}`, at, kiosk: 'k0001', place: pick(random, PLACES), card: 'recognised', late_min: 0, early_min: 0,
      clock: 'synced', ...fields,
    })
  }
  for (const person of people) {
    const chance = random()
    if (chance < 0.1) continue
    const late = chance > 0.92 ? 1 + Math.floor(random() * 16) : 0
    const verdict = late > 0 ? 'late' : chance > 0.9 ? '' : chance > 0.89 ? 'leave' : 'on_time'
    const clock = chance > 0.13 && chance < 0.14 ? 'uncertain' : 'synced'
    add(late > 0 ? 90 + late : 45 + random() * 44, { ...person, verdict, late_min: late, clock })
  }
  const stranger = { staff: null, name: null, unit: null, unit_name: null, verdict: '' }
  add(71, { ...stranger, card: 'unknown' })
  add(84, { ...stranger, card: 'revoked' })
  add(88, { ...people[1], verdict: 'unapproved_substitute' })
  return taps.sort((a, b) => (a.at < b.at ? 1 : -1))
}

export function createCounty({ people: count = 300, seed = 20261123, empty = false } = {}) {
  const random = createRandom(seed)
  const people = createPeople(count, random)
  const october = monthReport(people, '2026-10', seed + 10)
  const reports = empty ? [] : [monthReport(people, '2026-11', seed + 11, october), october]
  return {
    site: { name: '文兴县人民政府', timezone: 'Asia/Shanghai', version: '0.1.0' },
    people,
    places: PLACES,
    reports: new Map(reports.map((report) => [report.month, report])),
    taps: empty ? [] : createTaps(people, random),
    friday: {
      staff: count - 8, in: count - 21, on_time: count - 38, late: 17, leave: 11, missing: 2,
      taps: 2 * count - 30, unrecognised: 1,
    },
  }
}
