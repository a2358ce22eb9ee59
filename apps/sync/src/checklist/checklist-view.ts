import type { ChecklistStep } from '@hub/contracts';
import { message } from '@hub/messages';
import { kindWords } from '../kind/kind-words.js';
import type { Step } from './checklist.js';

/** A step of an account as REST shows it. */
export function stepView(
  { accountId, releaseId }: { accountId: string; releaseId: string },
  { kind, key, name, text, isVisible, isTickable, isReworded, done }: Step,
): ChecklistStep {
  const words =
    text === ''
      ? message('checklist.make', { kind: kindWords(kind), name })
      : message('checklist.step', { text });
  return {
    ...{ accountId, releaseId, kind, key, name },
    text: words,
    state: done ? 'done' : 'open',
    checkedBy: isVisible ? 'hub' : 'person',
    ...{ isTickable, isReworded },
    tickedBy: done?.by ?? null,
    tickedAt: done?.at?.toISOString() ?? null,
  };
}
