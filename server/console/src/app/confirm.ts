// The question before what cannot be taken back, and the word after what can.
import { ElMessage, ElMessageBox } from 'element-plus'
import { h } from 'vue'
import { useI18n } from 'vue-i18n'

export interface Question {
  text: string
  /** What is about to be done, as the button's word. */
  yes: string
  title?: string
  danger?: boolean
}

export function useConfirm(): (question: Question) => Promise<boolean> {
  const { t } = useI18n()
  return async (question) => {
    try {
      await ElMessageBox.confirm(question.text, question.title ?? t('form.sure'), {
        confirmButtonText: question.yes,
        cancelButtonText: t('form.cancel'),
        confirmButtonClass: question.danger ? 'el-button--danger' : '',
        autofocus: !question.danger,
        closeOnClickModal: false,
        distinguishCancelAndClose: false,
      })
      return true
    } catch {
      return false
    }
  }
}

const UNDO_MS = 8000
const SAID_MS = 3500

/** Says what was done; where it can be undone, with the button that does. */
export function useSay(): (text: string, undo?: () => Promise<void> | void) => void {
  const { t } = useI18n()
  return (text, undo) => {
    const box = ElMessage({
      type: 'success',
      grouping: true,
      duration: undo === undefined ? SAID_MS : UNDO_MS,
      message:
        undo === undefined
          ? text
          : h('span', { class: 'said' }, [
              text,
              h(
                'button',
                {
                  type: 'button',
                  class: 'bare-button undo',
                  onClick: () => {
                    box.close()
                    void undo()
                  },
                },
                t('form.undo'),
              ),
            ]),
    })
  }
}
