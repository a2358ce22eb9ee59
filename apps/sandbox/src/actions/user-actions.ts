import { changeCompany, changeContact } from '../entities/write-card.js';
import { changeLead } from '../entities/write-lead.js';
import type { WriteScope } from '../changes/write-scope.js';
import { removeUser } from '../state/remove-user.js';
import { action, need, refuse, type Action } from './action.js';

interface Remove {
  removedUserId: number;
  heirId?: number;
}

/** Gives everything one user is responsible for to another one. */
function handOver(scope: WriteScope, from: number, to: number): number {
  const { leads, contacts, companies } = scope.account;
  const own = (card: { responsible_user_id: number; is_deleted: boolean }): boolean =>
    card.responsible_user_id === from && !card.is_deleted;
  const write = { body: { responsible_user_id: to }, values: [] };
  const mine = [...leads.values()].filter(own);
  const people = [...contacts.values()].filter(own);
  const firms = [...companies.values()].filter(own);
  for (const lead of mine) changeLead(scope, lead, { ...write, place: lead });
  for (const contact of people) changeContact(scope, contact, write);
  for (const company of firms) changeCompany(scope, company, write);
  return mine.length + people.length + firms.length;
}

const remove = action<Remove>(
  { removedUserId: { type: 'int', required: true }, heirId: { type: 'int' } },
  (scope, { removedUserId, heirId }, errors) => {
    const { account } = scope;
    const removed = need(errors, 'removedUserId', account.users.get(removedUserId));
    const others = [...account.users.values()].filter((user) => user !== removed && user.is_admin);
    if (removed.is_admin && others.length === 0) refuse('The last admin can not be removed');
    if (heirId !== undefined)
      need(errors, 'heirId', heirId === removedUserId ? null : account.users.get(heirId));
    const handedOver = heirId === undefined ? 0 : handOver(scope, removedUserId, heirId);
    removeUser(account, removedUserId);
    return { removedUserId, handedOver };
  },
);

/** Users by hand. Without an heir cards go on naming the removed user, as amoCRM leaves them (entities 18.10). */
export const userActions: Record<string, Action> = { 'user.remove': remove };
