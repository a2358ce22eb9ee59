import fc from 'fast-check';

/** Anything but what is asked for. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.string({ maxLength: 300 }),
  fc.constantFrom([], {}, [null, 1, {}], '__proto__', ' '),
  fc.dictionary(fc.string({ maxLength: 5 }), fc.anything({ maxDepth: 1 }), { maxKeys: 3 }),
);

/** Choices among what there is. */
export const pick = fc.nat({ max: 1000 });

export const cardType = fc.constantFrom('leads', 'contacts', 'companies');

const strayKeys =
  'id name sort type code enums currency group_id required_statuses rights pipeline_id status_id entity_id entity_type _embedded statuses descriptions is_main is_unsorted_on remind settings responsible_user_id updated_at created_at tags_to_delete params text'.split(
    ' ',
  );

/** A body that is right, or has one key that is not. */
export function mostlyRight(
  body: fc.Arbitrary<Record<string, unknown>>,
): fc.Arbitrary<Record<string, unknown>> {
  const wrong = fc.tuple(body, fc.constantFrom(...strayKeys), junk).map(([right, key, value]) => {
    return { ...right, [key]: value };
  });
  return fc.oneof({ weight: 4, arbitrary: body }, { weight: 1, arbitrary: wrong });
}

/** A list of bodies, one body without its list, or junk. */
export function asList(body: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.array(body, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: body },
    { weight: 1, arbitrary: junk },
  );
}

export const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('А', 'Б', 'Длинное имя') },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);
