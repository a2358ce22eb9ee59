import { emitWarning } from 'node:process';
import type { ChangeSubscriber } from '../sandbox.js';
import { rememberVersions } from '../lists/lagging-cards.js';
import { recordEvents } from './record-events.js';
import { sendPipelineHooks } from '../webhooks/send-pipeline-hooks.js';
import { sendWebhooks } from '../webhooks/send-webhooks.js';

/**
 * Lets a sender of hooks fail alone: the write is done by then, and an answer of 500 would make the caller repeat it. The hooks
 * of that write are lost, which a warning of the process says.
 */
export function failAlone(send: ChangeSubscriber): ChangeSubscriber {
  return (sandbox, account, changes) => {
    try {
      send(sandbox, account, changes);
    } catch (error) {
      emitWarning(`Hooks of ${account.subdomain} were not made: ${String(error)}`);
    }
  };
}

/** Everyone who hears of changes, in this order. */
export const changeSubscribers: readonly ChangeSubscriber[] = [
  rememberVersions,
  recordEvents,
  failAlone(sendWebhooks),
  failAlone(sendPipelineHooks),
];
