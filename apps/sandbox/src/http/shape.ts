import type { ItemValidation } from './validation.js';

type TypeName = 'string' | 'int' | 'float' | 'bool' | 'array' | 'object' | 'any';

/** What one key of a body may hold. */
export interface Rule {
  type: TypeName | readonly TypeName[];
  required?: boolean;
  nullable?: boolean;
  /** Strings: blank is refused. */
  notBlank?: boolean;
  maxLength?: number;
  /** Numbers below are refused with TooLow. */
  min?: number;
  /** Numbers above are refused with InvalidType, as dates of fields are. */
  max?: number;
  choices?: readonly (string | number)[];
  /** Arrays: rule of each element. */
  items?: Rule;
  /** Objects: their keys; without it any keys pass. */
  shape?: Record<string, Rule>;
  /** The page gives no type: a number may come as digits and a text as a number; both are read as `type`. */
  loose?: boolean;
}

/** One rule per key of the typed body, so that neither the shape nor the type can forget a key. */
export type Shape<T> = { [K in keyof T]-?: Rule };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isOfType(value: unknown, type: TypeName): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'int':
      return Number.isSafeInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'any':
      return true;
  }
}

function checkString(errors: ItemValidation, value: string, rule: Rule, path: string): void {
  if (rule.notBlank && value.trim() === '') errors.add('NotBlank', path);
  if (rule.maxLength !== undefined && Array.from(value).length > rule.maxLength) {
    const detail = `This value is too long. It should have ${rule.maxLength} characters or less.`;
    errors.add('TooLong', path, detail);
  }
}

function loosened(value: unknown, { type }: Rule): unknown {
  if (type === 'string' && typeof value === 'number') return String(value);
  const digits = type === 'int' && typeof value === 'string' && /^-?\d{1,15}$/.test(value);
  return digits ? Number(value) : value;
}

/** The types as errors name them: PHP has one word for lists and objects. */
const typeWords = (types: readonly TypeName[]): string =>
  [...new Set(types.map((type) => (type === 'object' ? 'array' : type)))].join('|');

/**
 * A value as the array of its rule, because PHP has one kind of array for lists and objects and writes an empty object as
 * an empty list. With `areNumbersLists` an object whose keys are numbers is a list.
 */
export function asArrayOf(value: unknown, { type }: Rule, areNumbersLists = false): unknown {
  if (type === 'object') return Array.isArray(value) && value.length === 0 ? {} : value;
  if (type !== 'array' || !areNumbersLists || !isObject(value)) return value;
  return Object.keys(value).every((key) => /^\d+$/.test(key)) ? Object.values(value) : value;
}

/** How a body is read. */
interface Reading {
  strict: boolean;
  /** Objects whose keys are numbers are lists. */
  areNumbersLists?: boolean;
}

/** Checks one value against its rule and reports under `path`. */
function checkValue(
  errors: ItemValidation,
  value: unknown,
  rule: Rule,
  { path, ...reading }: Reading & { path: string },
): void {
  if (value === null) {
    if (rule.nullable || rule.type === 'any') return;
    errors.add('NotNullable', path);
    return;
  }
  const types = typeof rule.type === 'string' ? [rule.type] : rule.type;
  if (!types.some((type) => isOfType(value, type))) {
    errors.add('InvalidType', path, `This value should be of type ${typeWords(types)}.`);
    // The two can come together for one path (entities 0.4).
    if (rule.choices) errors.add('NotSupportedChoice', path);
    return;
  }
  if (typeof value === 'string') checkString(errors, value, rule, path);
  if (typeof value === 'number' && rule.min !== undefined && value < rule.min) errors.add('TooLow', path);
  if (typeof value === 'number' && rule.max !== undefined && value > rule.max)
    errors.add('InvalidType', path, 'This value should be of type timestamp.');
  if (rule.choices && !rule.choices.includes(value as string | number))
    errors.add('NotSupportedChoice', path);
  if (Array.isArray(value) && rule.items) {
    const itemRule = rule.items;
    const list = value as unknown[];
    list.forEach((item, index) => {
      list[index] = asArrayOf(item, itemRule, reading.areNumbersLists);
      checkValue(errors, list[index], itemRule, { ...reading, path: `${path}.${index}` });
    });
  }
  if (isObject(value) && rule.shape)
    checkShape(errors, value, rule.shape, { ...reading, prefix: `${path}.` });
}

/**
 * Checks the keys of an object, and reads loose ones and arrays in place; unknown keys at any depth are refused when
 * `strict`.
 */
export function checkShape(
  errors: ItemValidation,
  value: Record<string, unknown>,
  shape: Record<string, Rule>,
  { prefix, ...reading }: Reading & { prefix: string },
): void {
  for (const [key, rule] of Object.entries(shape)) {
    if (value[key] === undefined) {
      if (rule.required) errors.add('FieldMissing', prefix + key);
      continue;
    }
    if (rule.loose) value[key] = loosened(value[key], rule);
    value[key] = asArrayOf(value[key], rule, reading.areNumbersLists);
    checkValue(errors, value[key], rule, { ...reading, path: prefix + key });
  }
  if (!reading.strict) return;
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(shape, key)) errors.add('FieldNotExpected', prefix + key);
  }
}

/** The keys a shape knows, at any depth: what is left of a body whose unknown keys are ignored. */
export function onlyKnown<T>(value: T, shape: Record<string, Rule>): T {
  const known = Object.entries(value as Record<string, unknown>).filter(([key]) => Object.hasOwn(shape, key));
  return Object.fromEntries(known.map(([key, one]) => [key, knownPart(one, shape[key])])) as T;
}

function knownPart(value: unknown, rule: Rule | undefined): unknown {
  if (Array.isArray(value)) {
    const list = value as unknown[];
    return rule?.items ? list.map((one) => knownPart(one, rule.items)) : list;
  }
  return isObject(value) && rule?.shape ? onlyKnown(value, rule.shape) : value;
}
