import { listCustomFields } from '@hub/amocrm/pure';
import { entityTypes, type EntityType } from '../configuration/raw-snapshot.js';
import type { Reading } from './kind.js';

/** Custom fields of every entity type, with the values of their lists. They are read before the stages they name. */
export const fieldReading: Reading = {
  part: 'fields',
  round: 1,
  lists: entityTypes,
  read: (amo, list) => listCustomFields(amo, list as EntityType),
};
