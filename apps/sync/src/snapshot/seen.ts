import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import type { Tallies } from './card-tally.js';

/** What is kept of a look for the next one: the account as it stood, and what was counted on its cards. */
export interface Seen {
  readonly snapshot: RawSnapshot;
  readonly tallies: Tallies;
}
