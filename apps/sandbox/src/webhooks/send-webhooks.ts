import type { ChangeSubscriber } from '../changes/change-subscriber.js';

/** Sends the hooks of config 7. Not filled yet: subscriptions answer 501. */
export const sendWebhooks: ChangeSubscriber = () => undefined;
