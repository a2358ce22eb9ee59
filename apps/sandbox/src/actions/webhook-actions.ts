import { action, need, type Action } from './action.js';

const enable = action<{ webhookId: number }>(
  { webhookId: { type: 'int', required: true } },
  (scope, body, errors) => {
    const hook = need(errors, 'webhookId', scope.account.webhooks.get(body.webhookId));
    hook.disabled = false;
    hook.failures = [];
    return { webhookId: hook.id };
  },
);

/** Switching a disabled hook on again, which the API can not do (config 7.3). */
export const webhookActions: Record<string, Action> = { 'webhook.enable': enable };
