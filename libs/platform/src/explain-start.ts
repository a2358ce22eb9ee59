import { BadEnvironment } from './bad-environment.js';

/** Why a process did not start, in one line for its operator. */
export interface StartFailure {
  line: string;
  /** Whether starting again without a change is in vain. */
  isFinal: boolean;
}

/** Thrown when PostgreSQL did not answer for as long as a start waits for it. */
export class DatabaseUnreachable extends Error {
  constructor(waitedMs: number, cause: unknown) {
    super(`PostgreSQL did not answer within ${waitedMs / 1000} s`, { cause });
    this.name = 'DatabaseUnreachable';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const defaults = { PORT: '3000', HOST: '127.0.0.1' };

/**
 * The line for a failure that has a known cause outside of the code: the variable and what to do. Null for any other,
 * whose stack is worth seeing. Names no password.
 */
export function explainStart(error: unknown, environment: Environment): StartFailure | null {
  if (error instanceof BadEnvironment) return { line: error.message, isFinal: true };
  if (error instanceof DatabaseUnreachable) {
    const line = `${error.message} at ${serverOf(environment)}: start it, or set DATABASE_URL to where it is`;
    return { line, isFinal: false };
  }
  const { code, syscall } = factsOf(error);
  const line =
    (syscall === 'listen' ? explainListen(code, environment) : undefined) ??
    explainDatabase(code, environment);
  return line === undefined ? null : { line, isFinal: true };
}

function explainListen(code: string, { PORT, HOST }: Environment): string | undefined {
  const [port, host] = [PORT || defaults.PORT, HOST || defaults.HOST];
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is taken: end the program that listens there, or set PORT to another number (0 takes any free one)`;
    case 'EACCES':
      return `Port ${port} may not be used by this user: set PORT to a number above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `This machine has no address ${host}: set HOST to one that it has, or to 0.0.0.0 for all of them`;
    default:
      return undefined;
  }
}

/** By SQLSTATE. */
function explainDatabase(code: string, environment: Environment): string | undefined {
  const server = `the PostgreSQL at ${serverOf(environment)}`;
  const { database, user } = partsOf(environment);
  switch (code) {
    case '3D000':
      return `There is no database "${database}" at ${serverOf(environment)}: create it (createdb ${database}), or name another one in DATABASE_URL`;
    case '28P01':
    case '28000':
      return `${capital(server)} refuses the user "${user}": set user and password in DATABASE_URL right`;
    case '42501':
      return `The user "${user}" lacks rights in the database "${database}": make it the owner, or name another user in DATABASE_URL`;
    case '53300':
      return `${capital(server)} has no connection left: raise its max_connections, or end what uses them`;
    default:
      return undefined;
  }
}

/** The first error of the chain of causes that carries a code. */
function factsOf(error: unknown): { code: string; syscall?: unknown } {
  if (!(error instanceof Error)) return { code: '' };
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  return typeof code === 'string' ? { code, syscall } : factsOf(error.cause);
}

function partsOf({ DATABASE_URL }: Environment): { host: string; database: string; user: string } {
  if (DATABASE_URL === undefined || !URL.canParse(DATABASE_URL)) return { host: '', database: '', user: '' };
  const { host, pathname, username } = new URL(DATABASE_URL);
  return {
    host,
    database: decodeURIComponent(pathname.slice(1)) || username,
    user: decodeURIComponent(username),
  };
}

function serverOf(environment: Environment): string {
  return partsOf(environment).host || 'the address of DATABASE_URL';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
