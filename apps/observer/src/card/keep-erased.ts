import type { ContactState } from '@hub/journal';

/** What is kept of a contact that was read: of one that a person has erased nothing but that, whatever it says now. */
export function keepErased(known: ContactState, read: ContactState): ContactState {
  return known.isErased ? { hashes: [], isErased: true, updatedAt: read.updatedAt } : read;
}
