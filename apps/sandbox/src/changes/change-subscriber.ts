import type { Sandbox } from '../sandbox.js';
import type { Account } from '../state/account.js';
import type { Change } from './change.js';

/**
 * Called once per write, with all changes of that write, after the state was changed and before the API answers.
 * Must be quick and must not throw; anything slow goes through `sandbox.clock.at` or its own timer.
 */
export type ChangeSubscriber = (sandbox: Sandbox, account: Account, changes: readonly Change[]) => void;
