import type { Route } from '../http/route.js';

/** Webhook subscriptions (config 7.1): no route yet, calls answer 501. */
export const webhookRoutes: readonly Route[] = [];
