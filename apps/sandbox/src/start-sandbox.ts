import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from './http/certificate.js';
import { changeSubscribers } from './changes/subscribers.js';
import { Sandbox } from './sandbox.js';
import { serveRequest } from './serve-request.js';

export interface SandboxOptions {
  /** 0 or absent: a free port. */
  port?: number;
  /** Absent: no TLS; 0: a free port. */
  tlsPort?: number;
  host?: string;
  /** Base of the emulated clock, milliseconds. */
  now?: () => number;
  /** False switches all rate limits off. */
  rateLimit?: boolean;
  /** Names under which the control API answers beside the loopback and `host`: those of a container or a network. */
  controlHosts?: readonly string[];
  /** The one folder the control API saves to and loads from; `.data/sandbox` where the process runs. */
  folder?: string;
}

export interface RunningSandbox {
  url: string;
  tlsUrl?: string;
  /** PEM to trust when calling `tlsUrl`. */
  caPem?: string;
  sandbox: Sandbox;
  /** Cuts open connections and resolves when both servers are closed. */
  close(): Promise<void>;
}

async function listen(server: http.Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function stop(server: http.Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

/** Starts an empty sandbox on loopback. Rejects when a port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const sandbox = new Sandbox(options, changeSubscribers);
  const host = options.host ?? '127.0.0.1';
  const serve: http.RequestListener = (req, res) => {
    try {
      serveRequest(sandbox, req, res)?.catch(() => req.socket.destroy());
    } catch {
      req.socket.destroy();
    }
  };
  const server = http.createServer(serve);
  const servers = [server];
  const url = `http://${host}:${await listen(server, options.port ?? 0, host)}`;
  const running: RunningSandbox = {
    url,
    sandbox,
    close: async () => {
      sandbox.clock.stop();
      sandbox.faults.reset();
      await sandbox.webhooks.close();
      await Promise.all(servers.map(stop));
    },
  };
  if (options.tlsPort === undefined) return running;
  const { key, cert } = await makeCertificate();
  sandbox.caPem = cert;
  const tls = https.createServer({ key, cert }, serve);
  try {
    const tlsPort = await listen(tls, options.tlsPort, host);
    servers.push(tls);
    return { ...running, tlsUrl: `https://${host}:${tlsPort}`, caPem: cert };
  } catch (error) {
    await running.close();
    throw error;
  }
}
