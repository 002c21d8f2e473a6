// The words of the audit log: the server names each action as `object.verb` and tells which there are.
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useClient } from '@/app/context'
import { useLoad } from '@/app/use_load'

export interface Choice {
  value: string
  label: string
}

/** A word of the server as the end of a key. */
const keyed = (word: string): string => word.replaceAll('-', '_')

export function useAuditWords(): {
  actionName(action: string): string
  kindName(kind: string): string
  actions: ComputedRef<Choice[]>
  kinds: ComputedRef<Choice[]>
} {
  const { t, te } = useI18n()
  const client = useClient()
  const words = useLoad<{ actions: string[]; kinds: string[] }>()
  void words.run((signal) => client.get('/api/v1/audit/words', signal))

  /** The log's own word where the console has none for it: nothing in the log is hidden. */
  const kindName = (kind: string): string => {
    const key = `audit.kindName.${keyed(kind)}`
    return te(key, 'zh-CN') ? t(key) : kind
  }

  function actionName(action: string): string {
    const [object = '', verb = ''] = action.split('.')
    const own = `audit.ownVerb.${keyed(object)}_${keyed(verb)}`
    const general = `audit.verb.${keyed(verb)}`
    const key = [own, general].find((one) => te(one, 'zh-CN'))
    return key === undefined ? action : t('audit.actionText', { object: kindName(object), verb: t(key) })
  }

  const choices = (list: string[] | undefined, name: (word: string) => string): Choice[] =>
    (list ?? []).map((value) => ({ value, label: name(value) }))

  return {
    actionName,
    kindName,
    actions: computed(() => choices(words.data.value?.actions, actionName)),
    kinds: computed(() => choices(words.data.value?.kinds, kindName)),
  }
}
