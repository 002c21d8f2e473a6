// What a form tells its fields: what the server, or a look before sending, found wrong with each.
import { inject, type ComputedRef, type InjectionKey } from 'vue'

export interface Form {
  /** What is wrong with a member, in words; undefined where nothing is. Paths within it count as its own. */
  errorOf(name: string): string | undefined
  /** A field says that it shows this member's fault, so that the form need not. */
  claim(name: string): () => void
  busy: ComputedRef<boolean>
}

export const formKey: InjectionKey<Form> = Symbol('form')

export const useForm = (): Form | undefined => inject(formKey, undefined)

/** Is `field`, such as `findings[2].staff`, the member or within it? */
export function isWithin(field: string, name: string): boolean {
  return field === name || (field.startsWith(name) && '.['.includes(field.charAt(name.length)))
}
