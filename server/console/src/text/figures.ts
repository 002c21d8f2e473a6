// How numbers are written.

const NUMBER = new Intl.NumberFormat('en-US')

/** `11,520`; a dash where the server knows none. */
export function formatCount(count: number | null | undefined): string {
  return count === null || count === undefined ? '–' : NUMBER.format(count)
}

/** Milliseconds as `1.2 秒`. */
export function formatSeconds(ms: number, t: (key: string, values: { n: string }) => string): string {
  return t('duration.seconds', { n: (ms / 1000).toFixed(1) })
}

/** Hundredths of a percent as `98.12%`; a dash where nothing was due. */
export function formatRate(rateBp: number | null | undefined): string {
  return rateBp === null || rateBp === undefined ? '–' : `${(rateBp / 100).toFixed(2)}%`
}

/** A difference of hundredths of a percent as `+0.32`, `−0.05`: with the real minus sign, which is as wide as the plus. */
export function formatRateChange(changeBp: number): string {
  const text = (Math.abs(changeBp) / 100).toFixed(2)
  if (changeBp === 0) return text
  return `${changeBp > 0 ? '+' : '−'}${text}`
}
