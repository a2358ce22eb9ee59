import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

/**
 * Reads the environment into one frozen object of the given class, whose properties carry class-validator
 * decorators (numbers also `@Type`) and are named like the variables. Throws one error that names every bad variable and never its value.
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
  if (errors.length > 0) throw new Error(`Bad environment: ${errors.map(describe).join('; ')}`);
  return Object.freeze(config);
}

function describe(error: ValidationError): string {
  return `${error.property} (${Object.values(error.constraints ?? {}).join(', ')})`;
}
