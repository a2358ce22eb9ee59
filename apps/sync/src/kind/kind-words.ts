import { message, type Message } from '@hub/messages';
import type { KindName } from './kind-name.js';

/** The words for a kind: one object, the whole `list` (of an entity type), or those `inside` their parent. */
export function kindWords(
  kind: KindName,
  form: 'one' | 'list' | 'inside' = 'one',
  entity: string = '',
): Message {
  return message(`kinds.${kind}`, { form, entity });
}
