import { VerdictError } from '@hub/platform/pure';
import { Blocked, BudgetStopped, ConnectionFailed, NeedsReconnect, PaymentRequired } from './errors.js';

/** Failures whose cause is the account's condition, not this call: every other call of the account fails alike. */
const conditions = [NeedsReconnect, PaymentRequired, Blocked, BudgetStopped, ConnectionFailed];

/** For a `catch`: rethrows the error; one that an account's condition caused names that account in its verdict. */
export function nameWaitedAccount(accountId: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof VerdictError && conditions.some((condition) => error instanceof condition)) {
      const { verdict } = error;
      if (verdict.kind === 'retry') error.verdict = { ...verdict, waitsFor: accountId };
    }
    throw error;
  };
}
