interface TaggedMap {
  $map: [unknown, unknown][];
}

function isTaggedMap(value: unknown): value is TaggedMap {
  return typeof value === 'object' && value !== null && '$map' in value && Array.isArray(value.$map);
}

/** JSON text of any plain state, maps included. */
export function stateToJson(state: unknown): string {
  return JSON.stringify(state, (_key, value: unknown) =>
    value instanceof Map ? { $map: [...value] } : value,
  );
}

/** The inverse of `stateToJson`; the shape is trusted, because only the sandbox writes such files. */
export function stateFromJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) =>
    isTaggedMap(value) ? new Map(value.$map) : value,
  ) as unknown;
}
