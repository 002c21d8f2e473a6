// What is being filled in, kept in this tab until it is sent: a session that ends meanwhile, or a page
// that is loaded again, loses nothing. Nobody else who logs in here sees it.
import { ref, watch, type Ref } from 'vue'

const PREFIX = 'shoushi.draft.'
const MAX_CHARS = 500_000

export interface KeptDraft {
  /** Something was found and put back: the page says so. */
  restored: Readonly<Ref<boolean>>
  /** The form is as it begins: puts back what was kept, and keeps every change from here on. */
  begin(): void
  /** It is sent, or no longer wanted. */
  forget(): void
}

export interface KeptDraftSettings {
  /** Which form it is: one draft each. */
  name: string
  account: string
  /** What is kept; JSON. */
  read: () => unknown
  /** False where it is nothing for the form as it is now. */
  put: (kept: unknown) => boolean
}

function stored(key: string): unknown {
  try {
    const text = sessionStorage.getItem(key)
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

export function useKeptDraft({ name, account, read, put }: KeptDraftSettings): KeptDraft {
  const key = `${PREFIX}${account}.${name}`
  const restored = ref(false)
  let keeps = false
  let pristine = ''

  function keep(text: string): void {
    if (!keeps || text.length > MAX_CHARS) return
    try {
      if (text === pristine) sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, text)
    } catch {
      // A tab that keeps nothing works all the same.
    }
  }
  watch(() => JSON.stringify(read()), keep, { flush: 'post' })

  return {
    restored,
    begin() {
      pristine = JSON.stringify(read())
      keeps = true
      const kept = stored(key)
      restored.value = kept !== undefined && put(kept)
    },
    forget() {
      keeps = false
      restored.value = false
      sessionStorage.removeItem(key)
    },
  }
}

/** Whoever logs out leaves nothing behind. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
}
