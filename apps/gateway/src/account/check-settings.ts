import type { AccountObjects, Reference } from '@hub/amocrm';
import { checkReferences, kindsOf } from '@hub/amocrm/pure';
import type { ObjectUse } from '@hub/contracts';
import { checked, type PreflightCheck } from '@hub/contracts/pure';
import { message, type Fact } from '@hub/messages';

/** What the hub's settings name in an account, and what of that the account has; null where it was not read. */
export interface SettingsFacts {
  uses: readonly ObjectUse[] | null;
  objects: AccountObjects;
}

/** Uses through which leads come in: a closing stage would lose them. */
const openUses: readonly ObjectUse['by'][] = ['branch-target', 'exchange-stage', 'exchange-target'];

/** Do branches, routing rules and the lead exchange name things that the account (still) has? */
export function checkSettings({ uses, objects }: SettingsFacts): PreflightCheck {
  const isUnread = uses?.length !== 0 && [...listsNamed(uses)].every((list) => objects[list] === null);
  if (!uses || isUnread) return checked('settings', 'unknown', 'unknown');
  const references = uses.map(referenceOf);
  const faults = checkReferences(references, objects).map(({ path, detail }): Fact => {
    const owner = uses[Number(path)]?.name ?? '';
    return owner === '' ? detail : message('references.of', { owner, detail });
  });
  if (faults.length > 0) return checked('settings', 'failure', 'missing', { faults });
  return uses.length > 0 ? checked('settings', 'ok', 'ok') : checked('settings', 'ok', 'none');
}

/** The lists that must be read to check these uses. */
export function listsNamed(uses: SettingsFacts['uses']): ReadonlySet<keyof AccountObjects> {
  return kindsOf((uses ?? []).map(referenceOf));
}

/** The path is the use's place in the list. */
function referenceOf({ kind, id, by }: ObjectUse, at: number): Reference {
  const path = String(at);
  const [first = 0, second = 0] = id.split('/').map(Number);
  const isLeftOut = by === 'excluded-stage';
  switch (kind) {
    case 'pipeline':
      return { path, to: 'pipeline', id: first, maybeArchived: isLeftOut };
    case 'stage': {
      const isOpen = openUses.includes(by);
      return { path, to: 'stage', id: second, pipelineId: first, isOpen, maybeUnsorted: isLeftOut };
    }
    case 'field':
      return { path, to: 'leadField', id: second };
    case 'user':
      return { path, to: 'user', id: first };
  }
}
