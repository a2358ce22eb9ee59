import type { Account } from '../state/account.js';
import type { EntityBase } from '../state/entity.js';

const phoneLike = /^[+\d\s()-]+$/;
const digitsOf = (text: string): string => text.replace(/\D/g, '');

function* textsOf(entity: EntityBase & { price?: number }): Generator<string> {
  yield entity.name;
  if (entity.price) yield String(entity.price);
  for (const { values } of entity.custom_fields_values) {
    for (const { value } of values) {
      if (typeof value === 'string' || typeof value === 'number') yield String(value);
      else if (typeof value === 'object' && value !== null) {
        for (const part of Object.values(value)) if (typeof part === 'string') yield part;
      }
    }
  }
}

function hasPhone(account: Account, entity: EntityBase, digits: string): boolean {
  return entity.custom_fields_values.some(({ field_id, values }) => {
    if (account.fields.get(field_id)?.code !== 'PHONE') return false;
    return values.some(({ value }) => typeof value === 'string' && digitsOf(value).includes(digits));
  });
}

/**
 * The test of `query`: the text anywhere in a filled field, whatever its case; phones are compared by their digits
 * (entities 1.2).
 */
export function searchTest(account: Account, query: string): (entity: EntityBase) => boolean {
  const text = query.trim().toLowerCase();
  const digits = phoneLike.test(text) ? digitsOf(text) : '';
  return (entity) => {
    for (const one of textsOf(entity)) if (one.toLowerCase().includes(text)) return true;
    return digits.length >= 4 && hasPhone(account, entity, digits);
  };
}
