import { message } from '@hub/messages';
import { Problem } from '@hub/platform/pure';

/** The 409 `Problem` of what would leave rows of an account that was off-boarded: nothing would erase them. */
export function accountRemoved(): Problem {
  return new Problem(409, message('problems.account-not-callable', { state: 'removed' }));
}
