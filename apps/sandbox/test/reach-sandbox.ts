import https from 'node:https';
import { Agent, buildConnector, fetch as undiciFetch, type RequestInit } from 'undici';
import type { RunningSandbox } from '../src/start-sandbox.js';

/**
 * Leads what `https.request` and `fetch` would send to port 443 of any host to the sandbox's TLS port: only connect
 * settings and the trusted certificate change, Host header and TLS name stay. Answers how to undo it.
 */
export function reachSandbox({ tlsUrl, caPem }: RunningSandbox): () => Promise<void> {
  if (tlsUrl === undefined || caPem === undefined) throw new Error('the sandbox has no TLS port');
  const { hostname, port } = new URL(tlsUrl);

  const agentBefore = https.globalAgent;
  https.globalAgent = new https.Agent({ host: hostname, port: Number(port), ca: caPem });

  const connect = buildConnector({ ca: caPem });
  const dispatcher = new Agent({
    connect: (options, callback) => {
      connect({ ...options, hostname, port, servername: options.hostname }, callback);
    },
  });
  const fetchBefore = globalThis.fetch;
  const led = (url: string, init?: RequestInit): Promise<unknown> =>
    undiciFetch(url, { ...init, dispatcher });
  globalThis.fetch = led as typeof fetch;

  return async () => {
    https.globalAgent.destroy();
    https.globalAgent = agentBefore;
    globalThis.fetch = fetchBefore;
    await dispatcher.close();
  };
}
