import type { AmoClient } from '@hub/amocrm';
import { message } from '@hub/messages';
import type { Draft } from '../configuration/draft.js';
import type { KindName } from '../kind/kind-name.js';
import { kindWords } from '../kind/kind-words.js';
import { kinds } from '../kind/kinds.js';
import { stepDraft } from '../kind/step-draft.js';

/**
 * The steps that follow from what stands in a reference account: one for each name, and one for a person to compare the list
 * where the account does not let it be read. Throws the client's errors.
 */
export async function stepsListed(amo: AmoClient): Promise<readonly Draft[]> {
  const drafts: Draft[] = [];
  for (const { name, listed } of kinds) {
    if (!listed) continue;
    const names = await listed.read(amo);
    if (names) drafts.push(...[...new Set(names)].map(listed.step));
    else drafts.push(stepDraft(kindWords(name, 'list'), message('steps.unread')));
  }
  return drafts;
}

/** Names that stand in an account, by kind, of those kinds alone; a kind that it does not let be read is missing. */
export async function readListed(
  amo: AmoClient,
  of: ReadonlySet<KindName>,
): Promise<ReadonlyMap<KindName, ReadonlySet<string>>> {
  const found = new Map<KindName, ReadonlySet<string>>();
  for (const { name, listed } of kinds) {
    const names = listed && of.has(name) ? await listed.read(amo) : null;
    if (names) found.set(name, new Set(names));
  }
  return found;
}
