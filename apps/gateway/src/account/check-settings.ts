import type { AccountObjects, Reference } from '@hub/amocrm';
import { checkReferences } from '@hub/amocrm/pure';
import type { ObjectUse } from '@hub/contracts';
import { message, type Fact } from '@hub/messages';
import { said, type Check } from './preflight-check.js';

/** What the hub's settings name in an account, and what the account has; null where it could not be read. */
export interface SettingsFacts {
  uses: readonly ObjectUse[] | null;
  objects: AccountObjects;
}

/** Uses through which leads come in: a closing stage would lose them. */
const openUses: readonly ObjectUse['by'][] = ['branch-target', 'exchange-stage', 'exchange-target'];

/** Do branches, routing rules and the lead exchange name things that the account (still) has? */
export function checkSettings({ uses, objects }: SettingsFacts): Check {
  const isUnread = Object.values(objects).every((list) => list === null);
  if (!uses || isUnread) return said('settings', 'unknown', 'unknown');
  const references = uses.map(referenceOf);
  const faults = checkReferences(references, objects).map(({ path, detail }): Fact => {
    const owner = uses[Number(path)]?.name ?? '';
    return owner === '' ? detail : message('references.of', { owner, detail });
  });
  if (faults.length > 0) return said('settings', 'failure', 'missing', { faults });
  return uses.length > 0 ? said('settings', 'ok', 'ok') : said('settings', 'ok', 'none');
}

/** The path is the use's place in the list. */
function referenceOf({ kind, id, by }: ObjectUse, at: number): Reference {
  const path = String(at);
  const [first = 0, second = 0] = id.split('/').map(Number);
  switch (kind) {
    case 'pipeline':
      return { path, to: 'pipeline', id: first, maybeArchived: by === 'excluded-stage' };
    case 'stage':
      return { path, to: 'stage', id: second, pipelineId: first, isOpen: openUses.includes(by) };
    case 'field':
      return { path, to: 'leadField', id: second };
    case 'user':
      return { path, to: 'user', id: first };
  }
}
