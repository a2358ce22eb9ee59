import type { Reach } from '@hub/limits';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform/pure';

/**
 * A 503 `Problem` while the deals of an account are not in the journal, or nothing has confirmed them lately; null:
 * they are fresh.
 */
export function staleStock(deals: Reach): Problem | null {
  switch (deals) {
    case 'missing':
      return new Problem(503, message('problems.leads-being-read'));
    case 'stale':
      return new Problem(503, message('problems.leads-out-of-date'));
    case 'whole':
    case 'estimated':
      return null;
  }
}
