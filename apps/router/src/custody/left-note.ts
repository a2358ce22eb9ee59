import { message, type Message } from '@hub/messages';
import { isInsideHq } from '../rule/inside-hq.js';
import type { Leaving } from './record-leaving.js';

/** What people of a branch read about a lead that has left it. */
export function leftNote({ leg, row: { reason } }: Pick<Leaving, 'leg' | 'row'>): Message {
  return isInsideHq(leg)
    ? message('cards.moved-back-note', { branch: leg.branchName, reason })
    : message('cards.left-note', { reason });
}
