import { listCustomFields } from '@hub/amocrm';
import { forEachEntity, withAgain } from './for-each-entity.js';
import type { Reading } from './kind.js';

/** Custom fields of every entity type, with the values of their lists. They are read before the stages they name. */
export const fieldReading: Reading = {
  part: 'fields',
  turn: 4,
  read: (amo) => forEachEntity((entity) => listCustomFields(amo, entity)),
  reread: (amo, seen, within) => withAgain(seen.fields, within, (entity) => listCustomFields(amo, entity)),
};
