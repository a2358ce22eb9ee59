import 'reflect-metadata';
import { accessSync, constants } from 'node:fs';
import { plainToInstance } from 'class-transformer';
import { ValidateBy, validateSync, type ValidationError } from 'class-validator';
import { BadEnvironment } from './bad-environment.js';

/**
 * Reads the environment into one frozen object of the given class, whose properties carry class-validator
 * decorators (numbers also `@Type`) and are named like the variables. Throws one `BadEnvironment` that names every bad
 * variable and never its value.
 */
export function loadConfig<T extends object>(
  type: new () => T,
  environment: NodeJS.ProcessEnv = process.env,
): Readonly<T> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const config = plainToInstance(type, given, {
    exposeDefaultValues: true,
    exposeUnsetFields: false,
  });
  const errors = validateSync(config, { whitelist: true, validationError: { target: false, value: false } });
  if (errors.length > 0) {
    const faults = errors.map((error) => describe(error, given)).join('; ');
    throw new BadEnvironment(
      `${faults}. Set it right in the environment or in .env; .env.example has them all`,
    );
  }
  return Object.freeze(config);
}

/** A variable that is an address of one of these protocols, such as `http:`. Empty is the default's own matter. */
export function IsAddress(protocols: readonly string[], example: string): PropertyDecorator {
  const validate = (value: unknown) =>
    value === '' || (typeof value === 'string' && hasProtocol(value, protocols));
  const message = `$property must be an address such as ${example}`;
  return ValidateBy({ name: 'isAddress', validator: { validate, defaultMessage: () => message } });
}

/** A variable that names a file this process can read. */
export function IsReadableFile(): PropertyDecorator {
  const message = '$property must name a file that this user can read';
  return ValidateBy({
    name: 'isReadableFile',
    validator: { validate: isReadable, defaultMessage: () => message },
  });
}

function isReadable(value: unknown): boolean {
  try {
    accessSync(String(value), constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

function describe({ property, constraints }: ValidationError, given: Record<string, unknown>): string {
  if (given[property] === undefined) return `${property} is missing`;
  return Object.values(constraints ?? {}).join(', ');
}
