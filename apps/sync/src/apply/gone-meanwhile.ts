import type { AmoClient } from '@hub/amocrm';
import type { Step } from './call.js';
import { compareBeforeWrite, type CompareContext } from './compare-before-write.js';
import { isBearable, isRefusal } from './refused-items.js';

/**
 * Whether amoCRM refused to remove what is there no more: people may remove it while the call is on its way. Costs one reading
 * of its list; of what nothing depends on, the reading at the end says the same.
 */
export async function isGoneMeanwhile(
  amo: AmoClient,
  step: Step,
  error: unknown,
  context: CompareContext,
): Promise<boolean> {
  if (step.do !== 'write' || step.method !== 'DELETE') return false;
  if (!isRefusal(error) || isBearable(step, error)) return false;
  return (await compareBeforeWrite(amo, step, context)) === 'gone';
}
