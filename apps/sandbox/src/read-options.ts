import { parseArgs } from 'node:util';
import type { SandboxOptions } from './start-sandbox.js';

export const usage = `Usage: npm run sandbox -- [options]
  --port N            port of HTTP (3900; 0: any free one)
  --tls-port N        also TLS with the test certificate (0: any free one)
  --host ADDRESS      address to listen on (127.0.0.1)
  --load FILE         begin with a state saved by POST /__sandbox__/save
  --folder DIR        the one folder that save and load of the control API use (.data/sandbox)
  --allow-host NAME   the control API answers under this name too; may be given several times
  --no-rate-limit     never answer 429
  --help              these words`;

export interface CommandLine {
  options: SandboxOptions;
  load: string | undefined;
  help: boolean;
}

function portOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new Error(`--${name} must be a number from 0 to 65535, not "${text}"`);
  return port;
}

/** Reads the command line. Throws an Error in words on an unknown option or a bad port. */
export function readOptions(args: string[]): CommandLine {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '3900' },
      'tls-port': { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      load: { type: 'string' },
      folder: { type: 'string' },
      'allow-host': { type: 'string', multiple: true },
      'no-rate-limit': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    options: {
      port: portOf('port', values.port),
      tlsPort: portOf('tls-port', values['tls-port']),
      host: values.host,
      rateLimit: !values['no-rate-limit'],
      folder: values.folder,
      controlHosts: values['allow-host'],
    },
    load: values.load,
    help: values.help,
  };
}
