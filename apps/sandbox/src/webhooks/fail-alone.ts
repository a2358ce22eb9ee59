import { emitWarning } from 'node:process';
import type { Sandbox } from '../sandbox.js';
import type { Account } from '../state/account.js';

type Send<T> = (sandbox: Sandbox, account: Account, what: T) => void;

/**
 * Lets a sender of hooks fail alone: the write is done by then, and an answer of 500 would make the caller repeat it. The hooks
 * of that write are lost, which a warning of the process says.
 */
export function failAlone<T>(send: Send<T>): Send<T> {
  return (sandbox, account, what) => {
    try {
      send(sandbox, account, what);
    } catch (error) {
      emitWarning(`Hooks of ${account.subdomain} were not made: ${String(error)}`);
    }
  };
}
