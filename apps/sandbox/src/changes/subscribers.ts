import type { ChangeSubscriber } from './change-subscriber.js';
import { rememberVersions } from '../lists/lagging-cards.js';
import { recordEvents } from './record-events.js';
import { sendPipelineHooks } from '../webhooks/send-pipeline-hooks.js';
import { sendWebhooks } from '../webhooks/send-webhooks.js';

/** Before the news goes out, so that who is told can not read what was before. */
const forgetCards: ChangeSubscriber = (sandbox, account) => sandbox.cards.forget(account);

/** Everyone who hears of changes, in this order. */
export const changeSubscribers: readonly ChangeSubscriber[] = [
  forgetCards,
  rememberVersions,
  recordEvents,
  sendWebhooks,
  sendPipelineHooks,
];
