import type { WriteList } from '@hub/contracts';
import type { ConfigObject } from '../configuration/configuration.js';
import { draftKey } from '../configuration/draft.js';
import { keyMaker } from '../configuration/key.js';
import { toConfiguration, type AccountState } from '../configuration/normalise-snapshot.js';
import { enumKind } from '../kind/enum.kind.js';
import { fieldKind } from '../kind/field.kind.js';
import { planAccount } from '../plan/plan-account.js';
import type { Plan } from '../plan/plan.js';

/**
 * The plan that adds and renames values of one list field of leads: the account's own list with these changes takes the
 * place of the release, so that nothing of it is removed and what is not named stays as it is. Null where the account
 * has no such list. A value that is there already in these words is not added.
 */
export function planList(
  account: AccountState,
  { fieldId, add, rename }: Pick<WriteList, 'fieldId' | 'add' | 'rename'>,
): Plan | null {
  const fieldPath = `leads/${fieldId}`;
  const branch: AccountState = {
    ...account,
    objects: account.objects.filter(
      ({ kind, id, within }) =>
        (kind === fieldKind.name && id === fieldPath) || (kind === enumKind.name && within === fieldPath),
    ),
  };
  const existing = toConfiguration(branch).objects;
  const field = existing.find(({ kind }) => kind === fieldKind.name);
  if (!field) return null;
  const renames = new Map(rename.map((one) => [`${fieldPath}/${one.id}`, one]));
  const kept = existing.map((object): ConfigObject => {
    const { name = null, type = null } = object.attributes;
    // The field's own settings are nobody's business here.
    if (object === field) return { ...object, attributes: { name, type } };
    const renaming = renames.get(object.ref);
    return renaming?.before === name
      ? { ...object, attributes: { ...object.attributes, name: renaming.value } }
      : object;
  });
  const present = new Set(kept.map(({ attributes }) => attributes.name));
  const unique = keyMaker();
  for (const { key } of kept) unique(key);
  const added = [...new Set(add)]
    .filter((name) => !present.has(name))
    .map((name): ConfigObject => {
      const draft = { kind: enumKind.name, within: field.key, attributes: { name } };
      const key = unique(draftKey(draft));
      return { ...draft, key, ref: `new ${key}` };
    });
  return planAccount({
    release: { objects: [...kept, ...added] },
    branch,
    ledger: existing.map(({ kind, ref }) => ({ kind, ref, branchId: ref, origin: 'adopted' })),
    exceptions: [{ kind: fieldKind.name, key: field.key, attribute: 'order' }],
  });
}
