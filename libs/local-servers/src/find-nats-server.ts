import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** How to run nats-server: the program and the arguments that come before nats-server's own. */
export interface NatsCommand {
  program: string;
  prefix: string[];
  /** Docker publishes the port on the host network, so it needs to know the data folder too. */
  isDocker: boolean;
}

const advice =
  'nats-server was not found: set NATS_SERVER_BIN, install nats-server on the PATH, start Docker, or run on Debian or Ubuntu with its package mirror in reach';

/**
 * Finds nats-server: NATS_SERVER_BIN, else PATH, else Docker, else the Debian package, fetched and unpacked without
 * root into the user's cache folder. Throws one line of advice when none of these works.
 */
export function findNatsServer(environment: NodeJS.ProcessEnv): NatsCommand {
  const named = environment.NATS_SERVER_BIN;
  if (named) {
    if (!isProgram(named))
      throw new Error(`NATS_SERVER_BIN does not name a program that can be run: ${named}`);
    return native(named);
  }
  const onPath = (environment.PATH ?? '').split(delimiter).map((folder) => join(folder, 'nats-server'));
  const found = onPath.find(isProgram);
  if (found) return native(found);
  if (isDockerRunning()) {
    return { program: 'docker', prefix: ['run', '--rm', '--network=host', 'nats:2'], isDocker: true };
  }
  const cache = join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'franchise-hub', 'nats-server');
  return native(unpackDebianPackage(cache));
}

function native(program: string): NatsCommand {
  return { program, prefix: [], isDocker: false };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDockerRunning(): boolean {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}

/** Uses package lists of its own, because an ordinary user may not refresh the system's and they may be absent. */
function unpackDebianPackage(cache: string): string {
  const program = join(cache, 'usr', 'sbin', 'nats-server');
  const elsewhere = join(cache, 'usr', 'bin', 'nats-server');
  const unpacked = [program, elsewhere].find(isProgram);
  if (unpacked) return unpacked;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    for (const folder of ['lists/partial', 'archives/partial', 'root'])
      mkdirSync(join(work, folder), { recursive: true });
    const options = [
      `Dir::State::lists=${work}/lists`,
      `Dir::Cache=${work}`,
      'APT::Sandbox::User=',
      'Debug::NoLocking=1',
    ];
    const apt = (...args: string[]) =>
      execFileSync('apt-get', [...options.flatMap((option) => ['-o', option]), ...args], {
        cwd: work,
        stdio: 'pipe',
      });
    apt('update');
    apt('download', 'nats-server');
    const archive = readdirSync(work).find((name) => name.endsWith('.deb'));
    if (!archive) throw new Error('apt-get downloaded no package');
    execFileSync('dpkg-deb', ['-x', join(work, archive), join(work, 'root')], { stdio: 'pipe' });
    if (!existsSync(join(cache, 'usr'))) renameSync(join(work, 'root', 'usr'), join(cache, 'usr'));
  } catch (error) {
    throw new Error(advice, { cause: error });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const result = [program, elsewhere].find(isProgram);
  if (!result) throw new Error(advice);
  return result;
}
