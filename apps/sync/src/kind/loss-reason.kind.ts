import type { AmoClient } from '@hub/amocrm';
import { Forbidden, listLossReasons, NotFound, Refused } from '@hub/amocrm/pure';
import { nameOf, namesSection } from './blueprint-parts.js';
import { wholeAccount, type Kind, type Write } from './kind.js';
import { nameAndSort } from './name-and-sort.js';

const body = (write: Write) => nameAndSort(write);

/** Null where amoCRM refuses to give the list. */
async function listIfGiven(amo: AmoClient): Promise<unknown> {
  try {
    return await listLossReasons(amo);
  } catch (error) {
    if ([Forbidden, NotFound, Refused].some((refusal) => error instanceof refusal)) return null;
    throw error;
  }
}

/** Reasons why a lead is lost. Writes are known from clients only, the list from the documentation (sheet 5.1). */
export const lossReasonKind: Kind = {
  name: 'loss-reason',
  attributes: { name: 'name' },
  harmful: ['name'],
  movedByOthers: [],
  references: {},
  order: 'kept',
  unwritable: [],
  reading: { part: 'lossReasons', round: 1, lists: wholeAccount, read: listIfGiven },
  observe: (raw) =>
    (raw.lossReasons ?? []).map((reason) => ({
      kind: 'loss-reason',
      id: String(reason.id),
      within: '',
      attributes: { name: reason.name },
      sort: reason.sort,
    })),
  blueprint: {
    section: 'lossReasons',
    place: 10,
    read: (reader, node) => namesSection(reader, node, 'loss-reason'),
    write: (of) => of('loss-reason').map(nameOf),
  },
  // Closed leads are in the same list as open ones.
  live: {
    risk: 'cards-with-value',
    entityOf: () => 'leads',
    isOn: ({ lossReason }, branchId) => lossReason === Number(branchId),
  },
  travel: null,
  effect: {
    create: 'batch',
    update: 'single',
    remove: 'single',
    replaces: null,
    collection: () => '/api/v4/leads/loss_reasons',
    answerKey: 'loss_reasons',
    toCreateBody: body,
    toUpdateBody: body,
    isUncertain: () => true,
  },
  sample: ({ some, names }) =>
    some(names, 3).map((name) => ({ kind: 'loss-reason', within: '', attributes: { name } })),
};
