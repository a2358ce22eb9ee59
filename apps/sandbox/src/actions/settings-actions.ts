import type { Rule } from '../http/shape.js';
import { catalogTypes, type Catalog } from '../state/catalog.js';
import { addCatalog } from '../state/add-catalog.js';
import { isSubdomain } from '../state/account.js';
import { action, BadAction, need, refuse, type Action } from './action.js';

const maxCatalogs = 10;

const name: Rule = { type: 'string', required: true, notBlank: true };

/** The list's own methods and elements are not emulated, its fields are. */
const createCatalog = action<{ name: string; type?: Catalog['type'] }>(
  { name, type: { type: 'string', choices: catalogTypes } },
  ({ account, sandbox }, { name: called, type = 'regular' }) => {
    if (account.catalogs.size >= maxCatalogs) refuse(`An account has ${maxCatalogs} lists at most`);
    return { catalogId: addCatalog(account, sandbox.ids, called, type).id };
  },
);

/** Types made by hand have no code (config 5.4). */
const createTaskType = action<{ name: string; color?: string | null }>(
  { name, color: { type: 'string', nullable: true, notBlank: true } },
  ({ account, sandbox }, { name: called, color = null }) => {
    const id = sandbox.ids.next();
    account.taskTypes.set(id, { id, name: called, color, icon_id: null, code: null });
    return { taskTypeId: id };
  },
);

/** A group of users; those named leave the one they are in. */
const createGroup = action<{ name: string; userIds?: number[] }>(
  { name, userIds: { type: 'array', items: { type: 'int' } } },
  ({ account, sandbox }, { name: called, userIds = [] }, errors) => {
    const users = userIds.map((id, index) => need(errors, `userIds.${index}`, account.users.get(id)));
    const id = sandbox.ids.next();
    account.userGroups.set(id, { id, name: called, uuid: sandbox.ids.uuid() });
    for (const user of users) user.group_id = id;
    return { groupId: id };
  },
);

const code: Rule = { type: 'string', required: true, notBlank: true };

/** Installs a widget, or switches it on again. */
const installWidget = action<{ code: string }>({ code }, ({ account, sandbox }, { code: of }) => {
  const id = account.widgets.get(of)?.id ?? sandbox.ids.next();
  account.widgets.set(of, { id, code: of, version: '1.0.0', is_active_in_account: true });
  return { widgetId: id };
});

/** Switches a widget off; the account still knows it. */
const removeWidget = action<{ code: string }>({ code }, ({ account }, { code: of }, errors) => {
  const widget = need(errors, 'code', account.widgets.get(of));
  widget.is_active_in_account = false;
  return { widgetId: widget.id };
});

/** Another address: the account, its tokens and its hooks stay, and the former address is nobody's (config 1.2, 2.3). */
const rename = action<{ to: string }>(
  { to: { type: 'string', required: true, notBlank: true } },
  ({ account, sandbox }, { to }, errors) => {
    if (!isSubdomain(to)) {
      errors.add('InvalidFormat', 'to');
      throw new BadAction();
    }
    if (sandbox.accounts.has(to)) refuse(`Account ${to} exists`);
    sandbox.webhooks.rename(account.subdomain, to);
    account.subdomain = to;
    // By the new names, in the same order.
    sandbox.accounts = new Map([...sandbox.accounts.values()].map((one) => [one.subdomain, one]));
    return { subdomain: to };
  },
);

/** What an account's settings make and no method of the API does. */
export const settingsActions: Record<string, Action> = {
  'account.rename': rename,
  'catalog.create': createCatalog,
  'task-type.create': createTaskType,
  'group.create': createGroup,
  'widget.install': installWidget,
  'widget.remove': removeWidget,
};
