import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startSandbox } from './start-sandbox.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3900' },
    'tls-port': { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    load: { type: 'string' },
    'no-rate-limit': { type: 'boolean', default: false },
  },
});

const running = await startSandbox({
  port: Number(values.port),
  tlsPort: values['tls-port'] === undefined ? undefined : Number(values['tls-port']),
  host: values.host,
  rateLimit: !values['no-rate-limit'],
});
if (values.load !== undefined) running.sandbox.load(await readFile(values.load, 'utf8'));

console.log(
  `amoCRM sandbox on ${running.url}${running.tlsUrl === undefined ? '' : ` and ${running.tlsUrl}`}`,
);
console.log(
  `control API: ${running.url}/__sandbox__/accounts, test certificate: ${running.url}/__sandbox__/ca.pem`,
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void running.close().then(() => process.exit(0)));
}
