import fc from 'fast-check';
import { buildConfiguration } from '../src/configuration/build-configuration.js';
import type { Configuration } from '../src/configuration/configuration.js';
import type { Draft } from '../src/configuration/draft.js';
import type { Draw } from '../src/kind/kind.js';
import type { KindName } from '../src/kind/kind-name.js';
import { kinds } from '../src/kind/kinds.js';

/** Few names, so that they collide between release and branch; some with the characters keys must escape. */
const names = [
  ...['Новая', 'Контакт', 'Договор', 'А/Б', '~won'],
  ...['Регион', 'Филиал', 'Оплата', 'Архив', 'Возврат'],
];
export const someName = fc.constantFrom(...names);

/** Draws that spend numbers one by one; when there are no more, the first of all that is offered. */
function drawFrom(numbers: readonly number[], codes: readonly string[]): Draw {
  let at = 0;
  const next = (below: number) => (below < 2 ? 0 : (numbers[at++] ?? 0) % below);
  const one = <T>(values: readonly T[]): T => {
    if (values.length === 0) throw new RangeError('nothing to draw from');
    return values[next(values.length)] as T;
  };
  return {
    one,
    some: (values, most, least = 0) => {
      const left = [...values];
      const count = least + next(most - least + 1);
      return Array.from({ length: Math.min(count, left.length) }, () =>
        left.splice(next(left.length), 1),
      ).flat();
    },
    names,
    codes,
  };
}

/** Any configuration an account could hold, of every kind in the list: each brings its own objects. */
const configurationWith = (codes: readonly string[]): fc.Arbitrary<Configuration> =>
  fc.array(fc.nat(9_999), { minLength: 80, maxLength: 600, size: 'max' }).map((numbers) => {
    const draw = drawFrom(numbers, codes);
    const made = new Map<KindName, readonly Draft[]>();
    for (const { name, sample } of kinds)
      made.set(
        name,
        sample(draw, (kind) => made.get(kind) ?? []),
      );
    return buildConfiguration([...made.values()].flat());
  });

const ownCodes = ['HUB_A', 'HUB_B', 'HUB_C'];

/** Any configuration that a new account could come to hold. */
export const someConfiguration = configurationWith(ownCodes);

/** The same with codes that amoCRM's own fields have (`newAccountState`): such a field cannot be made. */
export const someCollidingConfiguration = configurationWith([...ownCodes, 'UTM_SOURCE', 'PHONE', 'WEB']);
