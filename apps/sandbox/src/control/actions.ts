import type { Action } from '../actions/action.js';
import { BadAction } from '../actions/action.js';
import { botActions } from '../actions/bot-actions.js';
import { cardActions } from '../actions/card-actions.js';
import { contactMerges } from '../actions/merge-contacts.js';
import { chatActions } from '../actions/chat-actions.js';
import { contactActions } from '../actions/contact-actions.js';
import { fieldActions } from '../actions/field-actions.js';
import { integrationActions } from '../actions/integration-actions.js';
import { leadActions } from '../actions/lead-actions.js';
import { pipelineActions } from '../actions/pipeline-actions.js';
import { noteActions } from '../actions/note-actions.js';
import { settingsActions } from '../actions/settings-actions.js';
import { taskActions } from '../actions/task-actions.js';
import { unsortedActions } from '../actions/unsorted-actions.js';
import { userActions } from '../actions/user-actions.js';
import { webhookActions } from '../actions/webhook-actions.js';
import type { WriteScope } from '../changes/write-scope.js';
import { plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { checkShape } from '../http/shape.js';
import { RequestValidation } from '../http/validation.js';
import { ownerOf } from '../state/create-account.js';
import type { Account } from '../state/account.js';
import type { User } from '../state/user.js';
import { controlAccount, controlBody } from './read-control.js';

const actions: Readonly<Record<string, Action>> = {
  ...leadActions,
  ...fieldActions,
  ...botActions,
  ...cardActions,
  ...contactMerges,
  ...contactActions,
  ...unsortedActions,
  ...chatActions,
  ...pipelineActions,
  ...settingsActions,
  ...userActions,
  ...integrationActions,
  ...webhookActions,
  ...noteActions,
  ...taskActions,
};

function personOf(account: Account, userId: unknown): User {
  if (userId === undefined) return ownerOf(account);
  const user = typeof userId === 'number' ? account.users.get(userId) : undefined;
  if (!user?.is_active)
    throw new ApiProblem(400, 'userId must be an active user of the account', { field: 'userId' });
  return user;
}

async function act(ctx: CallContext): Promise<Answer> {
  const { action: name, subdomain, userId, ...body } = controlBody(ctx);
  const wanted = typeof name === 'string' && Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!wanted) {
    throw new ApiProblem(400, `action must be one of ${Object.keys(actions).join(', ')}`, {
      field: 'action',
    });
  }
  const account = controlAccount(ctx, subdomain);
  const user = personOf(account, userId);
  const scope: WriteScope = {
    sandbox: ctx.sandbox,
    account,
    origin: { author: user.id, via: 'person', clientId: null },
    now: ctx.now,
    user,
  };
  const validation = new RequestValidation();
  const errors = validation.item('0');
  checkShape(errors, body, wanted.shape, { prefix: '', strict: true });
  validation.throwIfAny();
  try {
    return plainJson(await wanted.run(scope, body, errors));
  } catch (error) {
    if (error instanceof BadAction) validation.throwIfAny();
    throw error;
  }
}

/**
 * What a person does in the web interface: `POST actions` `{action, subdomain, userId?, …}`. The change carries that
 * person as author (default: the account's first admin). 400 names the bad field in `validation-errors[].errors[].path`.
 */
export const actionControl: readonly GlobalRoute[] = [
  { method: 'POST', path: '/__sandbox__/actions', handle: act },
];
