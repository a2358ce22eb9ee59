import type { ChangeSubscriber } from '../sandbox.js';
import { rememberVersions } from '../lists/lagging-cards.js';
import { failAlone } from '../webhooks/fail-alone.js';
import { sendPipelineHooks } from '../webhooks/send-pipeline-hooks.js';
import { sendWebhooks } from '../webhooks/send-webhooks.js';
import { recordEvents } from './record-events.js';

/** Everyone who hears of changes, in this order. */
export const changeSubscribers: readonly ChangeSubscriber[] = [
  rememberVersions,
  recordEvents,
  failAlone(sendWebhooks),
  failAlone(sendPipelineHooks),
];
