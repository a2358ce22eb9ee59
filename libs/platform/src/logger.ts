import type { LoggerService } from '@nestjs/common';
import { pino, stdSerializers, type Logger } from 'pino';

export type { Logger };

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('logger');

/** The one structured logger of a process. Secrets never reach it; the redaction is the second line. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: stdSerializers.err },
    redact: [
      '*.accessToken',
      '*.refreshToken',
      '*.clientSecret',
      '*.longLivedToken',
      '*.authorization',
      '*.key',
    ],
  });
}

/** Lets Nest's own messages go through pino: warnings and errors only, because Nest's start-up chatter is noise. */
export function nestLogger(logger: Logger): LoggerService {
  const text = (message: unknown) => (message instanceof Error ? message.message : String(message));
  return {
    log: (message: unknown) => logger.debug(text(message)),
    warn: (message: unknown) => logger.warn(text(message)),
    error: (message: unknown, ...rest: unknown[]) =>
      logger.error({ detail: rest.filter((part) => typeof part === 'string') }, text(message)),
    fatal: (message: unknown) => logger.fatal(text(message)),
  };
}
