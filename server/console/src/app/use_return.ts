// What a page does when somebody has logged in again after their session ended under it.
import { watch } from 'vue'
import { useSession } from './context'

export function useReturn(onReturn: () => void): void {
  const session = useSession()
  watch(session.ended, (ended) => {
    if (!ended) onReturn()
  })
}
