import type { JournalAccount } from '@hub/journal';

/** What is done about the contacts of an account: `read` them from the page on that comes next, or `restart` with none. */
export type ContactsStep = { kind: 'none' } | { kind: 'restart'; key: string | null } | { kind: 'read' };

type Progress = Pick<JournalAccount, 'fillStep' | 'contactsState' | 'contactsKey'>;

/**
 * `isWanted` null: nobody could say, and everything stays. Contacts that are not wanted any more are erased; those that
 * were hashed by another key are read anew. They come after everything else of the account, and forbidden ones are
 * tried again.
 */
export function decideContacts(
  { fillStep, contactsState: state, contactsKey: key }: Progress,
  { isWanted, keyId }: { isWanted: boolean | null; keyId: string },
): ContactsStep {
  if (isWanted === null) return { kind: 'none' };
  if (!isWanted) return state === 'off' ? { kind: 'none' } : { kind: 'restart', key: null };
  if (fillStep !== 'done') return { kind: 'none' };
  if (state === 'off' || key !== keyId) return { kind: 'restart', key: keyId };
  return state === 'ready' ? { kind: 'none' } : { kind: 'read' };
}
