import type { Kind, Write } from './kind.js';
import { nameAndSort } from './name-and-sort.js';

const body = (write: Write) => nameAndSort(write);

/** Reasons why a lead is lost. Writes are known from clients only, the list from the documentation (sheet 5.1). */
export const lossReasonKind: Kind = {
  name: 'loss-reason',
  references: {},
  ordered: true,
  unwritable: [],
  observe: (raw) =>
    (raw.lossReasons ?? []).map((reason) => ({
      kind: 'loss-reason',
      id: String(reason.id),
      within: '',
      attributes: { name: reason.name },
      sort: reason.sort,
    })),
  effect: {
    create: 'batch',
    update: 'single',
    remove: 'single',
    collection: () => '/api/v4/leads/loss_reasons',
    answerKey: 'loss_reasons',
    toCreateBody: body,
    toUpdateBody: body,
    isUncertain: () => true,
  },
};
