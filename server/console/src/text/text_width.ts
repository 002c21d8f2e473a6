// About how wide text is on screen, where it is needed before it is drawn.

const IDEOGRAPH_PX = 14
const LETTER_PX = 7.8

/** At the console's 14 px: an ideograph is about twice as wide as a letter or digit. */
export function textPx(text: string): number {
  return Math.ceil([...text].reduce((sum, letter) => sum + (letter > '\u2e7f' ? IDEOGRAPH_PX : LETTER_PX), 0))
}
