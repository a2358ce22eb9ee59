import type { Complaint, ComplaintCode, Reference, Remark } from './reference.js';
import type { Shape } from './shape.js';

/** A place that names a step by its number. */
export interface Jump {
  readonly type: string;
  readonly step: number;
  readonly path: string;
}

/** Everything a walk finds. It grows while the walk goes on. */
export interface Findings {
  readonly references: Reference[];
  readonly remarks: Remark[];
  readonly jumps: Jump[];
  readonly complaints: Complaint[];
  /** Shapes of the handlers that are allowed here. */
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** No findings yet. */
export function noFindings(shapes: Readonly<Record<string, Shape>>): Findings {
  return { references: [], remarks: [], jumps: [], complaints: [], shapes };
}

/** Adds a complaint. */
export function complain(
  { complaints }: Pick<Findings, 'complaints'>,
  code: ComplaintCode,
  places: string | readonly string[],
  found: unknown = '',
): void {
  const severity = noteCodes.has(code) ? 'note' : 'error';
  const word = typeof found === 'string' ? found : (JSON.stringify(found) as string | undefined);
  complaints.push({
    code,
    severity,
    places: (typeof places === 'string' ? [places] : places).map(printable),
    found: printable((word ?? '').slice(0, 80)),
  });
}

/** A text as a database takes it: without NUL and without half a character. */
function printable(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
}

const noteCodes = new Set<ComplaintCode>([
  'unknown-member',
  'nearly-too-large',
  'many-conditions',
  'dead-end',
  'orphan-step',
  'edge-without-picture',
  'widget-instance',
  'account-link',
  'account-address',
  'account-file',
  'widget-number',
  'widget-code',
]);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
