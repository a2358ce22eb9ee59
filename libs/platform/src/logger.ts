import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';

export type { Logger };

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('logger');

/**
 * The one structured logger of a process, to standard output by default. Secrets never reach it; the redaction is the
 * second line.
 */
export function createLogger(service: string, level: string, to?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: describeError },
    redact: [
      '*.accessToken',
      '*.refreshToken',
      '*.clientSecret',
      '*.longLivedToken',
      '*.authorization',
      '*.key',
    ],
  };
  return to ? pino(options, to) : pino(options);
}

/**
 * What a log says of an error: its class, message, stack, facts and cause. Never its other properties: a failed query
 * carries its parameters, and those may be secrets.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const { code, facts } = error as { code?: unknown; facts?: unknown };
  return {
    type: name,
    message,
    stack,
    code,
    facts,
    cause: cause === undefined ? undefined : describeError(cause),
  };
}

/**
 * Lets Nest's messages go through pino: warnings and errors only, because Nest's start-up chatter is noise. A message
 * that is an object becomes the line's fields, its `msg` the text.
 */
export function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message: unknown) => logger.debug(fieldsOf(message)),
    warn: (message: unknown) => logger.warn(fieldsOf(message)),
    error: (message: unknown, ...rest: unknown[]) =>
      logger.error({ detail: rest.filter((part) => typeof part === 'string'), ...fieldsOf(message) }),
    fatal: (message: unknown) => logger.fatal(fieldsOf(message)),
  };
}

function fieldsOf(message: unknown): object {
  if (message instanceof Error) return { msg: message.message };
  return typeof message === 'object' && message !== null ? message : { msg: String(message) };
}
