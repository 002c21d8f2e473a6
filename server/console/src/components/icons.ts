// The console's icons as paths on a 24 × 24 grid, drawn with a line of 2. Verdict icons have the
// shapes that the kiosk shows.
const CIRCLE = 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z'

export const ICONS = {
  tick: `${CIRCLE} M8 12.4l2.8 2.8L16 9.6`,
  clock: `${CIRCLE} M12 7v5.2l3.4 2`,
  info: `${CIRCLE} M12 11v5.6 M12 7.4v.2`,
  hourglass:
    'M6.5 3h11 M6.5 21h11 M8 3v3.6c0 2.4 4 3.8 4 5.4s-4 3-4 5.4V21 M16 3v3.6c0 2.4-4 3.8-4 5.4s4 3 4 5.4V21',
  cross: 'M5 5l14 14 M19 5L5 19',
  triangle: 'M12 3.5l9.5 17h-19Z M12 10v4.6 M12 17.4v.2',
  dot: 'M14 12a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z',
  up: 'M12 19.5V5 M6 11l6-6 6 6',
  down: 'M12 4.5V19 M6 13l6 6 6-6',
  equal: 'M6 9.5h12 M6 14.5h12',
  previous: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  download: 'M12 4v11 M7 10.5l5 5 5-5 M4.5 20h15',
  print: 'M7 8V3.5h10V8 M7 17H4.5a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1h15a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H17 M7 14h10v6.5H7Z',
  search: 'M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z M16.2 16.2L20.5 20.5',
  sun:
    'M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z M12 2.5v2 M12 19.5v2 M2.5 12h2 M19.5 12h2 ' +
    'M5.3 5.3l1.4 1.4 M17.3 17.3l1.4 1.4 M18.7 5.3l-1.4 1.4 M6.7 17.3l-1.4 1.4',
  moon: 'M20.5 14.2A8.7 8.7 0 0 1 9.8 3.5a8.7 8.7 0 1 0 10.7 10.7Z',
  key: 'M12 15.5a4.2 4.2 0 1 1-8.4 0 4.2 4.2 0 0 1 8.4 0Z M10.8 12.5L19.5 3.8 M15.5 7.8l3 3',
  leave: 'M10 4H5.5a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1H10 M15 7.5l4.5 4.5-4.5 4.5 M19.5 12H9.5',
  taps: 'M3.5 6.5h17v11h-17Z M3.5 10.5h17 M7 14.5h4',
  chart: 'M4.5 20V10.5h3.6V20 M10.2 20V4.5h3.6V20 M15.9 20v-6.5h3.6V20 M3 20h18',
  plus: 'M12 5v14 M5 12h14',
  people:
    'M12.5 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0Z M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6 ' +
    'M15.5 4.8a3.5 3.5 0 0 1 0 6.4 M17.5 14.3c2.4.8 4 2.7 4 5.7',
  tree: 'M9 3.5h6v4.5H9Z M3 16h6v4.5H3Z M15 16h6v4.5h-6Z M12 8v4 M6 16v-4h12v4',
  calendar: 'M4 6h16v14.5H4Z M4 10.5h16 M8.5 3.5v4 M15.5 3.5v4',
  live:
    'M14 12a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z M7.4 16.6a6.5 6.5 0 0 1 0-9.2 M16.6 7.4a6.5 6.5 0 0 1 0 9.2 ' +
    'M4.6 19.4a10.5 10.5 0 0 1 0-14.8 M19.4 4.6a10.5 10.5 0 0 1 0 14.8',
} as const

export type IconName = keyof typeof ICONS
