import type { Logger } from './logger.js';

export interface Rounds {
  /** Begins a round at once, unless one is running. */
  begin(): void;
  /** Begins no more; resolves when the round that is running has ended. */
  stop(): Promise<void>;
}

/**
 * Does `round` every `ms`, first after `ms`, never twice at a time: while one is running the next is left out. One that
 * fails is logged as a warning under the words of `failure`, for the next comes at its time.
 */
export function every(ms: number, round: () => Promise<void>, log: Logger, failure: string): Rounds {
  let running: Promise<void> | undefined;
  const begin = () => {
    running ??= round()
      .catch((error: unknown) => log.warn({ error }, failure))
      .finally(() => (running = undefined));
  };
  const timer = setInterval(begin, ms);
  return {
    begin,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
