import { readFile } from 'node:fs/promises';
import { readOptions, usage, type CommandLine } from './read-options.js';
import { startSandbox, type RunningSandbox } from './start-sandbox.js';

/** Words for what keeps the sandbox from starting. */
function wordsFor(error: unknown, { options }: CommandLine): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as Error & { code?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${port ?? ''} is taken: end the other process or choose another one, e.g. --port 0.`;
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${options.host ?? ''}.`;
  if (code === 'EACCES') return `Port ${port ?? ''} may not be used by this user.`;
  return error.message;
}

async function loadInto({ sandbox }: RunningSandbox, file: string): Promise<void> {
  try {
    sandbox.load(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`Can not load ${file}: ${error instanceof Error ? error.message : 'unreadable'}`, {
      cause: error,
    });
  }
}

async function run(line: CommandLine): Promise<void> {
  let running: RunningSandbox | undefined;
  try {
    running = await startSandbox(line.options);
    if (line.load !== undefined) await loadInto(running, line.load);
  } catch (error) {
    await running?.close();
    console.error(wordsFor(error, line));
    process.exitCode = 1;
    return;
  }
  const { url, tlsUrl, sandbox } = running;
  const close = (): Promise<void> => running.close();
  console.log(`The page and the API   ${url}/`);
  if (tlsUrl !== undefined)
    console.log(`The API with TLS       ${tlsUrl}/  (trust ${url}/__sandbox__/ca.pem)`);
  console.log(`The control API        ${url}/__sandbox__/accounts`);
  if (line.load !== undefined) console.log(`Loaded ${line.load}: ${sandbox.accounts.size} accounts`);
  console.log('Accounts are chosen by the Host header, {subdomain}.amocrm.ru. Ctrl+C ends.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
}

try {
  const line = readOptions(process.argv.slice(2));
  if (line.help) console.log(usage);
  else await run(line);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(usage);
  process.exitCode = 2;
}
