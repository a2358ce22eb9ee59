import { hashClients, type ClientValues } from '@hub/accounts/pure';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contactStateOf } from './contact-state-of.js';

const hasher = { hash: (values: ClientValues) => hashClients(Buffer.alloc(32, 7), values) };

function stateOf(phones: readonly string[], emails: readonly string[]) {
  const field = (field_code: string, texts: readonly string[]) => ({
    ...{ field_id: 1, field_name: field_code, field_code, field_type: 'multitext' },
    values: texts.map((value) => ({ value, enum_id: null, enum_code: 'WORK' })),
  });
  const fields = [field('PHONE', phones), field('EMAIL', emails)];
  return contactStateOf({ custom_fields_values: fields, updated_at: 5 }, hasher);
}

const subscriber = fc
  .integer({ min: 2_000_000, max: 8_999_999 })
  .filter((n) => !/(\d)\1{6}$/.test(String(n)));
const prefix = fc.constantFrom('+7', '8', '7', '');
const tail = fc.constantFrom('', ' доб. 12', ' (Анна)');
const name = fc.stringMatching(/^[b-z]{3}[0-9]{3}[b-z]{3}$/);

it('knows two contacts for one client exactly when they share a phone or an e-mail, however it is written', () => {
  const write = (n: number, before: string, after: string) =>
    `${before} (916) ${String(n).slice(0, 3)}-${String(n).slice(3)}${after}`;
  fc.assert(
    fc.property(
      subscriber,
      subscriber,
      fc.tuple(prefix, prefix, tail),
      name,
      name,
      (one, other, how, mail, second) => {
        const [before, otherBefore, after] = how;
        const known = stateOf([write(one, before, after)], [`${mail}@firma.ru`]).hashes;
        const asked = stateOf([write(other, otherBefore, '')], [` ${second.toUpperCase()}@Firma.RU`]).hashes;
        expect(known).toHaveLength(2);
        expect(known.some((hash) => asked.includes(hash))).toBe(one === other || mail === second);
        expect(stateOf([write(one, otherBefore, '')], []).hashes.every((hash) => known.includes(hash))).toBe(
          true,
        );
      },
    ),
  );
});

it('keeps nothing of what proves nobody, and nothing but hashes', () => {
  expect(stateOf(['8 800 555-35-35', 'нет'], ['no@mail.ru'])).toEqual({
    ...{ hashes: [], isErased: false, updatedAt: 5 },
  });
  expect(JSON.stringify(stateOf(['+7 916 222-33-44'], ['anna@firma.ru']))).not.toMatch(/2223344|anna|firma/);
});
