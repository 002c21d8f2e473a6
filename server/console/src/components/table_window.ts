// Which rows of a long table are in the document: those in sight and some above and below.

export interface TableWindow {
  first: number
  /** One past the last row. */
  end: number
}

/** Tables up to so many rows are simply drawn whole. */
export const WHOLE_MAX_ROWS = 120

const SPARE_ROWS = 12

export function tableWindow(rowCount: number, rowPx: number, scrollTopPx: number, viewPx: number): TableWindow {
  if (rowCount <= WHOLE_MAX_ROWS) return { first: 0, end: rowCount }
  const inSight = Math.ceil(viewPx / rowPx) + 1
  const top = Math.min(Math.max(0, Math.floor(scrollTopPx / rowPx)), Math.max(0, rowCount - inSight))
  return { first: Math.max(0, top - SPARE_ROWS), end: Math.min(rowCount, top + inSight + SPARE_ROWS) }
}
