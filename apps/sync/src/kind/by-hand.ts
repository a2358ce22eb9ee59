import type { Effect } from './kind.js';

/** The effect of a kind that no API writes. */
export const byHand: Effect = {
  create: 'manual',
  update: 'manual',
  remove: 'manual',
  replaces: null,
  collection: () => '',
  answerKey: '',
  toCreateBody: () => null,
  toUpdateBody: () => null,
};
