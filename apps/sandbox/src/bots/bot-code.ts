/** One `{handler, params}` of a bot (config 6.2). */
export interface BotHandler {
  handler: string;
  params: Record<string, unknown>;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parsed JSON, or undefined for a text that is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The steps of bot code by number: code is a list, or an object keyed "0", "1", … with other keys beside. */
export function stepsOf(code: unknown): Map<number, Record<string, unknown>> {
  const steps = new Map<number, Record<string, unknown>>();
  const entries = Array.isArray(code)
    ? code.map((step: unknown, index) => [String(index), step] as const)
    : Object.entries(isObject(code) ? code : {});
  for (const [key, step] of entries) if (/^\d+$/.test(key) && isObject(step)) steps.set(Number(key), step);
  return steps;
}

/** The handlers under `question`, `answer` or `finish` of a step. */
export function handlersOf(step: Record<string, unknown> | undefined, part: string): BotHandler[] {
  const list = step?.[part];
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown) =>
    isObject(one) && typeof one.handler === 'string'
      ? [{ handler: one.handler, params: isObject(one.params) ? one.params : {} }]
      : [],
  );
}

/** Every handler anywhere below a value: branches of buttons, conditions and the like nest them. */
export function* allHandlers(value: unknown): Generator<BotHandler> {
  if (Array.isArray(value)) for (const one of value) yield* allHandlers(one);
  if (!isObject(value)) return;
  if (typeof value.handler === 'string')
    yield { handler: value.handler, params: isObject(value.params) ? value.params : {} };
  for (const one of Object.values(value)) yield* allHandlers(one);
}
