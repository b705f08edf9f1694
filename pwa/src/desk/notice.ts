// The last thing that was done, as one sentence at the foot of the page until the next one or until it is closed.
import { ref } from 'vue'

export const notice = ref('')

export function say(sentence: string): void {
  notice.value = sentence
}
