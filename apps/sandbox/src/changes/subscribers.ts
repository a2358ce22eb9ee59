import type { ChangeSubscriber } from './change-subscriber.js';
import { recordEvents } from './record-events.js';
import { sendPipelineHooks } from '../webhooks/send-pipeline-hooks.js';
import { sendWebhooks } from '../webhooks/send-webhooks.js';

/** Everyone who hears of changes, in this order. */
export const changeSubscribers: readonly ChangeSubscriber[] = [recordEvents, sendWebhooks, sendPipelineHooks];
