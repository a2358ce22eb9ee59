import { isZone } from '@hub/calendar';
import { message, type Message } from '@hub/messages';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { FieldHint } from './field-hint.js';

/** What every field may say about itself. `optional` also admits null. */
interface Common {
  description: string;
  optional?: boolean;
  example?: unknown;
}

type Class = new () => object;

/** Characters that JSON may carry and a database does not take: NUL, and halves of a pair. */
const unstorable = /[\0\p{Surrogate}]/u;

/** Text that every part behind the edge can keep. */
function IsPlainText(each = false): PropertyDecorator {
  const validate = (value: unknown) => typeof value !== 'string' || !unstorable.test(value);
  return ValidateBy({ name: 'isPlainText', validator: { validate } }, { each });
}

/** Not of blanks alone. */
function IsSaying(each = false): PropertyDecorator {
  const validate = (value: unknown) => typeof value !== 'string' || value === '' || value.trim() !== '';
  return ValidateBy({ name: 'isSaying', validator: { validate } }, { each });
}

/** A text of blanks alone is taken for one that is missing: a form sends its empty fields too. */
export function BlankIsMissing(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && value.trim() === '' ? null : value,
  );
}

/** What a string must look like, and the text that says so to whoever gave another. */
interface Pattern {
  pattern: RegExp;
  hint?: Message;
}

/** A string; 1 to 1000 characters by default, and not of blanks alone. */
export function TextField(
  options: Common & { min?: number; max?: number } & Partial<Pattern>,
): PropertyDecorator {
  const { min = 1, max = 1000, pattern } = options;
  const checks = [IsString(), MinLength(min), MaxLength(max), IsPlainText(), IsSaying()];
  if (pattern) checks.push(Matches(pattern));
  const schema = { type: String, minLength: min, maxLength: max, pattern: pattern?.source };
  const usual = pattern
    ? message('fields.pattern', { pattern: pattern.source })
    : message('fields.text', { min, max });
  return field(options, schema, options.hint ?? usual, checks);
}

/** A whole number. */
export function IntField(options: Common & { min?: number; max?: number }): PropertyDecorator {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  const hint =
    max === Number.MAX_SAFE_INTEGER
      ? message('fields.int-from', { min })
      : message('fields.int-between', { min, max });
  const checks = [IsInt(), Min(min), Max(max)];
  return field(options, { type: 'integer', minimum: min, maximum: max }, hint, checks);
}

/** True or false. */
export function FlagField(options: Common): PropertyDecorator {
  return field(options, { type: Boolean }, message('fields.flag'), [IsBoolean()]);
}

/** The hub's own id of an object; ids are compared and sealed as text, so that all of them are in lower case. */
export function IdField(options: Common): PropertyDecorator {
  return field(options, { type: String, format: 'uuid' }, message('fields.id'), [IsUUID(), LowerCase()]);
}

/** Texts in lower case; anything else stays for the checks to refuse. */
function LowerCase(): PropertyDecorator {
  const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value);
  return Transform(({ value }: { value: unknown }) =>
    Array.isArray(value) ? value.map(lower) : lower(value),
  );
}

/** A moment, ISO 8601 with a time zone. */
export function MomentField(options: Common): PropertyDecorator {
  const isMomentToo = ValidateBy({ name: 'isMoment', validator: { validate: isMoment } });
  const checks = [IsISO8601({ strict: true }), isMomentToo];
  return field(options, { type: String, format: 'date-time' }, message('fields.moment'), checks);
}

/** A year that PostgreSQL knows, and a zone that one place on earth has: without a zone each reader takes its own. */
const yearAndZone = /^(?!0000)\d{4}-.*T.*(Z|[+-](0\d|1[0-4]):?[0-5]\d)$/i;

/** ISO 8601 also knows weeks and days of the year, which no Date reads. */
function isMoment(value: unknown): boolean {
  return typeof value !== 'string' || (yearAndZone.test(value) && !Number.isNaN(Date.parse(value)));
}

/** One of the given words. */
export function ChoiceField(options: Common & { of: readonly string[] }): PropertyDecorator {
  const hint = message('fields.choice', { of: options.of });
  return field(options, { type: String, enum: [...options.of] }, hint, [IsIn(options.of)]);
}

/** A time zone by its IANA name. */
export function ZoneField(options: Common): PropertyDecorator {
  const check = ValidateBy({ name: 'isZone', validator: { validate: isZone } });
  const about = { example: 'Europe/Moscow', ...options };
  return field(about, { type: String, maxLength: 60 }, message('fields.zone'), [check]);
}

/** A list of words, at most `max` of them (200 by default). */
export function TextListField(
  options: Common & {
    min?: number;
    max?: number;
    of?: readonly string[];
    /** Each text must be one. */
    isOne?: (text: string) => boolean;
  } & Partial<Pattern>,
): PropertyDecorator {
  const { min = 0, max = 200, of, pattern, isOne } = options;
  const checks = [
    ...[IsArray(), ArrayMinSize(min), ArrayMaxSize(max)],
    ...[IsString({ each: true }), MinLength(1, { each: true }), IsPlainText(true), IsSaying(true)],
  ];
  if (of) checks.push(IsIn(of, { each: true }));
  if (isOne) {
    const validate = (value: unknown) => typeof value !== 'string' || isOne(value);
    checks.push(ValidateBy({ name: 'isOne', validator: { validate } }, { each: true }));
  }
  if (pattern) checks.push(Matches(pattern, { each: true }));
  const schema = { type: String, isArray: true, enum: of ? [...of] : undefined };
  const hint = options.hint ?? listHint(options, min, max);
  return field(options, { ...schema, ...(min > 0 ? { minItems: min } : {}) }, hint, checks);
}

function listHint(options: { of?: readonly string[]; pattern?: RegExp }, min: number, max: number): Message {
  const { of, pattern } = options;
  if (of) return message('fields.choice-list', { of, min, max });
  if (pattern) return message('fields.pattern-list', { pattern: pattern.source, max });
  return message('fields.text-list', { min, max });
}

/** A list of UUIDs, at least one of them. */
export function IdListField(options: Common & { max: number }): PropertyDecorator {
  const { max } = options;
  const checks = [IsArray(), ArrayMinSize(1), ArrayMaxSize(max), IsUUID('all', { each: true }), LowerCase()];
  const schema = { type: String, isArray: true, format: 'uuid', minItems: 1 };
  return field(options, schema, message('fields.id-list', { max }), checks);
}

/** A list of whole numbers, each at least `least`. */
export function IntListField(options: Common & { max?: number; least?: number }): PropertyDecorator {
  const { max = 1000, least = 0 } = options;
  const isId = [
    IsInt({ each: true }),
    Min(least, { each: true }),
    Max(Number.MAX_SAFE_INTEGER, { each: true }),
  ];
  const checks = [IsArray(), ArrayMaxSize(max), ...isId];
  return field(
    options,
    { type: 'integer', isArray: true },
    message('fields.int-list', { max, least }),
    checks,
  );
}

/**
 * A nested object of the given class. The document's builder takes a function for a lazy class only when the function
 * is named `type`, so it gets one; any other name becomes a reference to nothing.
 */
export function ObjectField(type: () => Class, options: Common): PropertyDecorator {
  return field(options, { type: () => type() }, message('fields.object'), [
    IsObject(),
    ValidateNested(),
    Type(type),
  ]);
}

/** A list of nested objects of the given class. */
export function ObjectListField(type: () => Class, options: Common & { max?: number }): PropertyDecorator {
  const { max = 1000 } = options;
  const items = [IsObject({ each: true }), ValidateNested({ each: true }), Type(type)];
  const hint = message('fields.object-list', { max });
  return field(options, { type: () => type(), isArray: true }, hint, [
    IsArray(),
    ArrayMaxSize(max),
    ...items,
  ]);
}

/** Any JSON object, passed on as it is. For answers; a request spells its fields out. */
export function JsonField(options: Common): PropertyDecorator {
  const schema = { type: Object, additionalProperties: true };
  return field(options, schema, message('fields.object'), [IsObject()]);
}

function field(
  common: Common,
  schema: ApiPropertyOptions,
  hint: Message,
  checks: PropertyDecorator[],
): PropertyDecorator {
  const api = {
    ...schema,
    description: common.description,
    required: common.optional !== true,
    ...(common.optional ? { nullable: true } : {}),
    ...(common.example === undefined ? {} : { example: common.example }),
  } as ApiPropertyOptions;
  const base = [ApiProperty(api), FieldHint(hint)];
  return applyDecorators(...base, ...(common.optional ? [IsOptional()] : []), ...checks);
}
