import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
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

/** What every field may say about itself. `optional` also admits null. */
interface Common {
  description: string;
  optional?: boolean;
  example?: unknown;
}

type Class = new () => object;

/** Characters that JSON may carry and a database does not take: NUL, and halves of a pair. */
const untold = /[\0\p{Surrogate}]/u;

/** Text that every part behind the edge can keep. */
function IsPlainText(each = false): PropertyDecorator {
  const validate = (value: unknown) => typeof value !== 'string' || !untold.test(value);
  const message = '$property must not contain NUL or broken characters';
  return ValidateBy(
    { name: 'isPlainText', validator: { validate, defaultMessage: () => message } },
    { each },
  );
}

/** A string; 1 to 1000 characters unless told otherwise. */
export function TextField(
  options: Common & { min?: number; max?: number; pattern?: RegExp; patternHint?: string },
): PropertyDecorator {
  const { min = 1, max = 1000, pattern, patternHint } = options;
  const checks = [IsString(), MinLength(min), MaxLength(max), IsPlainText()];
  if (pattern) checks.push(Matches(pattern, patternHint ? { message: patternHint } : undefined));
  return field(options, { type: String, minLength: min, maxLength: max, pattern: pattern?.source }, checks);
}

/** A whole number. */
export function IntField(options: Common & { min?: number; max?: number }): PropertyDecorator {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  return field(options, { type: 'integer', minimum: min, maximum: max }, [IsInt(), Min(min), Max(max)]);
}

/** True or false. */
export function FlagField(options: Common): PropertyDecorator {
  return field(options, { type: Boolean }, [IsBoolean()]);
}

/** The hub's own id of an object. */
export function IdField(options: Common): PropertyDecorator {
  return field(options, { type: String, format: 'uuid' }, [IsUUID()]);
}

/** A moment, ISO 8601 with a time zone. */
export function MomentField(options: Common): PropertyDecorator {
  return field(options, { type: String, format: 'date-time' }, [
    IsISO8601({ strict: true }),
    ValidateBy({ name: 'isMoment', validator: { validate: isMoment, defaultMessage: () => momentHint } }),
  ]);
}

const momentHint = '$property must be a moment such as 2026-01-01T00:00:00Z';

/** ISO 8601 also knows weeks and days of the year, which no Date reads. */
function isMoment(value: unknown): boolean {
  return typeof value !== 'string' || !Number.isNaN(Date.parse(value));
}

/** One of the given words. */
export function ChoiceField(options: Common & { of: readonly string[] }): PropertyDecorator {
  return field(options, { type: String, enum: [...options.of] }, [IsIn(options.of)]);
}

/** A time zone by its IANA name. */
export function ZoneField(options: Common): PropertyDecorator {
  const message = '$property must be an IANA name such as Europe/Moscow';
  const check = ValidateBy({
    name: 'isZone',
    validator: { validate: isZone, defaultMessage: () => message },
  });
  return field({ example: 'Europe/Moscow', ...options }, { type: String, maxLength: 60 }, [check]);
}

/** Offsets such as +03:00 are no place: they know no summer. */
function isZone(value: unknown): boolean {
  if (typeof value !== 'string' || !/^(UTC|[A-Za-z]+(\/[A-Za-z0-9_+-]+){1,2})$/.test(value)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A list of words, at most `max` of them (200 unless told otherwise). */
export function TextListField(
  options: Common & { min?: number; max?: number; of?: readonly string[]; pattern?: RegExp },
): PropertyDecorator {
  const { min = 0, max = 200, of, pattern } = options;
  const checks = [
    ...[IsArray(), ArrayMinSize(min), ArrayMaxSize(max)],
    ...[IsString({ each: true }), MinLength(1, { each: true }), IsPlainText(true)],
  ];
  if (of) checks.push(IsIn(of, { each: true }));
  if (pattern) checks.push(Matches(pattern, { each: true }));
  const schema = { type: String, isArray: true, enum: of ? [...of] : undefined };
  return field(options, { ...schema, ...(min > 0 ? { minItems: min } : {}) }, checks);
}

/** A list of whole numbers. */
export function IntListField(options: Common & { max?: number }): PropertyDecorator {
  const checks = [IsArray(), ArrayMaxSize(options.max ?? 1000), IsInt({ each: true })];
  return field(options, { type: 'integer', isArray: true }, checks);
}

/** A nested object of the given class. */
export function ObjectField(type: () => Class, options: Common): PropertyDecorator {
  return field(options, { type }, [IsObject(), ValidateNested(), Type(type)]);
}

/** A list of nested objects of the given class. */
export function ObjectListField(type: () => Class, options: Common & { max?: number }): PropertyDecorator {
  const checks = [IsArray(), ArrayMaxSize(options.max ?? 1000), ValidateNested({ each: true }), Type(type)];
  return field(options, { type, isArray: true }, checks);
}

/** Any JSON object, passed on as it is. For answers; a request spells its fields out. */
export function JsonField(options: Common): PropertyDecorator {
  return field(options, { type: Object, additionalProperties: true }, [IsObject()]);
}

function field(common: Common, schema: ApiPropertyOptions, checks: PropertyDecorator[]): PropertyDecorator {
  const api = {
    ...schema,
    description: common.description,
    required: common.optional !== true,
    ...(common.optional ? { nullable: true } : {}),
    ...(common.example === undefined ? {} : { example: common.example }),
  } as ApiPropertyOptions;
  return applyDecorators(ApiProperty(api), ...(common.optional ? [IsOptional()] : []), ...checks);
}
