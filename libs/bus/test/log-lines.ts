import { createLogger, type Logger } from '@hub/platform';

type Line = Record<string, unknown>;

/** A logger whose lines a test can read. */
export class LogLines {
  private readonly lines: Line[] = [];
  readonly log: Logger = createLogger('test', 'debug', {
    write: (line: string) => void this.lines.push(JSON.parse(line) as Line),
  });

  /** Those with all of these fields. */
  with(fields: Line): Line[] {
    return this.lines.filter((line) => Object.entries(fields).every(([name, value]) => line[name] === value));
  }
}
