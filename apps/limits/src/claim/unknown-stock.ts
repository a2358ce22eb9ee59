import { message } from '@hub/messages';
import { Problem } from '@hub/platform/pure';
import type { Block } from './decide-claim.js';

/** The 503 `Problem` of a press that the unknown stock alone prevents: it may be repeated. Null: it is decided. */
export function problemOfUnknownStock(blocks: readonly Block[]): Problem | null {
  const [first, ...others] = blocks;
  if (first?.reason !== 'stock-unknown' || others.length > 0) return null;
  return new Problem(503, message('problems.stock-unknown', { ...wordsOfUnknownStock(first) }));
}

/** What is not known, and what ends it. */
export function wordsOfUnknownStock({ why }: Extract<Block, { reason: 'stock-unknown' }>) {
  return {
    text: message('limits.stock-unknown', { why }),
    whatFrees: message('limits.stock-unknown-frees', { why }),
  };
}
