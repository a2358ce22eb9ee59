import { once } from 'node:events';
import net from 'node:net';

const connections = 16;

/** Calls that are made in turn, again and again, and the connections they are sent over. */
export interface Target {
  sockets: net.Socket[];
  /** Each with the length of its whole answer, which is the same every time. */
  calls: { request: string; bytes: number }[];
  next: number;
}

export interface RawAnswer {
  status: number;
  head: string;
  body: string;
}

async function connect(url: string): Promise<net.Socket> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  return socket;
}

async function answerTo(socket: net.Socket, request: string): Promise<RawAnswer & { bytes: number }> {
  socket.write(request);
  let seen = Buffer.alloc(0);
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    seen = Buffer.concat([seen, chunk]);
    const end = seen.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const head = seen.subarray(0, end).toString();
    const status = Number(head.slice(9, 12));
    if (status >= 300) throw new Error(`${request}\n${head}`);
    const bytes = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (seen.length >= bytes) return { status, head, bytes, body: seen.subarray(end + 4).toString('utf8') };
  }
}

/** Opens the connections and makes each call once, to learn its answer. Rejects when one is no success. */
export async function openTarget(
  url: string,
  requests: readonly string[],
): Promise<Target & { answers: RawAnswer[] }> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => connect(url)));
  const [socket] = sockets;
  if (!socket) throw new Error('no connection');
  const calls: Target['calls'] = [];
  const answers: RawAnswer[] = [];
  for (const request of requests) {
    const { bytes, ...answer } = await answerTo(socket, request);
    calls.push({ request, bytes });
    answers.push(answer);
  }
  return { sockets, calls, next: 0, answers };
}

/**
 * Calls per second for so many milliseconds, one call at a time on each connection. Answers are only counted by their
 * bytes, so that the server and not the caller is what is measured.
 */
export async function measureRate(target: Target, ms: number): Promise<number> {
  let done = 0;
  const started = performance.now();
  const run = (socket: net.Socket): Promise<void> =>
    new Promise((resolve, reject) => {
      let waiting = 0;
      const send = (): void => {
        const call = target.calls[target.next % target.calls.length];
        target.next += 1;
        waiting = call?.bytes ?? 0;
        socket.write(call?.request ?? '');
      };
      const onData = (chunk: Buffer): void => {
        waiting -= chunk.length;
        if (waiting > 0) return;
        if (waiting < 0) reject(new Error('an answer of another length'));
        done += 1;
        if (performance.now() - started < ms) send();
        else {
          socket.off('data', onData);
          resolve();
        }
      };
      socket.on('data', onData);
      send();
    });
  await Promise.all(target.sockets.map(run));
  return done / ((performance.now() - started) / 1000);
}
