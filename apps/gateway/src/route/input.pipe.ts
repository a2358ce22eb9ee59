import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { parseRequest } from '@hub/contracts';

/** Validates path, query and body by their contract class; everything else passes as it is. */
@Injectable()
export class InputPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || !isContract(metatype)) return value;
    if (type === 'body') return parseRequest(metatype, value ?? {});
    const given = fromStrings(metatype, value as Record<string, unknown>);
    return parseRequest(metatype, isOpenEnded(metatype) ? knownOf(metatype, given) : given);
  }
}

function isContract(metatype: ArgumentMetadata['metatype']): metatype is new () => object {
  return (
    metatype !== undefined && ![String, Number, Boolean, Array, Object].some((plain) => plain === metatype)
  );
}

/** Query classes of calls that amoCRM makes have `static isOpenEnded = true`: it may add parameters at any time. */
function isOpenEnded(metatype: object): boolean {
  return 'isOpenEnded' in metatype && metatype.isOpenEnded === true;
}

function knownOf(metatype: new () => object, given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => schemaOf(metatype, name).type !== undefined),
  );
}

/** What the field decorators wrote into the OpenAPI document about a property. */
interface FieldSchema {
  type?: unknown;
  isArray?: boolean;
}

/** Query and path values are strings; fields declared as number, flag or list get that type when they look it. */
function fromStrings(metatype: new () => object, given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, fromString(schemaOf(metatype, name), value)]),
  );
}

function fromString({ type, isArray }: FieldSchema, value: unknown): unknown {
  if (isArray) return (Array.isArray(value) ? value : [value]).map((one) => fromString({ type }, one));
  if (typeof value !== 'string') return value;
  if (type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (type === Boolean && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

function schemaOf(metatype: new () => object, name: string): FieldSchema {
  const found: unknown = Reflect.getMetadata(
    'swagger/apiModelProperties',
    metatype.prototype as object,
    name,
  );
  return found ?? {};
}
