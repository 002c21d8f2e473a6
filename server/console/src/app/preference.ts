// What a person chose on this browser. A browser that keeps nothing just forgets it.

export function readPreference(key: string): string | null {
  try {
    return localStorage.getItem(`shoushi.${key}`)
  } catch {
    return null
  }
}

export function writePreference(key: string, value: string): void {
  try {
    localStorage.setItem(`shoushi.${key}`, value)
  } catch {
    // Private browsing or a full disk: the choice holds until the page is left.
  }
}
