import { clientKeyRules } from '@hub/amocrm/pure';
import type { JournalAccount } from '@hub/journal';

/** What is done about the contacts of an account: `read` them from the page on that comes next, or `restart` with none. */
export type ContactsStep = { kind: 'none' } | { kind: 'restart'; key: string | null } | { kind: 'read' };

type Progress = Pick<JournalAccount, 'fillStep' | 'contactsState' | 'contactsKey' | 'contactsRules'>;

/**
 * `isWanted` null: nobody could say, and everything stays. Contacts that are not wanted any more are erased; those that
 * were hashed by another key or older rules are read anew. Those of newer rules are left to the process that has these:
 * while two versions of the hub run, none undoes what the other has read. Contacts come after everything else of the
 * account, and forbidden ones are tried again.
 */
export function decideContacts(
  { fillStep, contactsState: state, contactsKey: key, contactsRules: rules }: Progress,
  { isWanted, keyId }: { isWanted: boolean | null; keyId: string },
): ContactsStep {
  if (isWanted === null) return { kind: 'none' };
  if (!isWanted) return state === 'off' ? { kind: 'none' } : { kind: 'restart', key: null };
  if (fillStep !== 'done') return { kind: 'none' };
  if (state !== 'off' && rules > clientKeyRules) return { kind: 'none' };
  if (state === 'off' || key !== keyId || rules < clientKeyRules) return { kind: 'restart', key: keyId };
  return state === 'ready' ? { kind: 'none' } : { kind: 'read' };
}
