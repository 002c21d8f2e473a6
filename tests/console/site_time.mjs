// What day and time it is where the site is, wherever this machine thinks that it stands.
const CLOCK = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })

/** `2026-11-23T08:47:00`, so many minutes from now. */
export const siteTime = (minutes = 0) => `${CLOCK.format(new Date(Date.now() + minutes * 60_000)).replace(' ', 'T')}:00`

/** `2026-11-23`, so many days from now. */
export const siteDay = (days = 0) => siteTime(days * 24 * 60).slice(0, 10)

/** `2026-10`: the last month that is over. Of the present one there may be no more than this morning. */
export const siteLastMonth = () => siteDay(-Number(siteDay().slice(8))).slice(0, 7)
