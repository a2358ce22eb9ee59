import { once } from 'node:events';
import net from 'node:net';

const connections = 16;

/** One request and the connections it is sent over again and again. */
export interface Target {
  sockets: net.Socket[];
  request: string;
  /** Length of a whole answer, the same every time. */
  bytes: number;
}

async function connect(url: string): Promise<net.Socket> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  return socket;
}

async function firstAnswer(socket: net.Socket, request: string): Promise<{ bytes: number; body: string }> {
  socket.write(request);
  let seen = Buffer.alloc(0);
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    seen = Buffer.concat([seen, chunk]);
    const end = seen.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const head = seen.subarray(0, end).toString();
    if (!head.startsWith('HTTP/1.1 200')) throw new Error(head);
    const bytes = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1]);
    if (seen.length >= bytes) return { bytes, body: seen.subarray(end + 4).toString('utf8') };
  }
}

/** Opens the connections and makes the call once, to learn its answer. */
export async function openTarget(url: string, request: string): Promise<Target & { body: string }> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => connect(url)));
  const [socket] = sockets;
  if (!socket) throw new Error('no connection');
  return { sockets, request, ...(await firstAnswer(socket, request)) };
}

/**
 * Calls per second for so many milliseconds, one call at a time on each connection. Answers are only counted by their
 * bytes, so that the server and not the caller is what is measured.
 */
export async function measureRate({ sockets, request, bytes }: Target, ms: number): Promise<number> {
  let done = 0;
  const started = performance.now();
  const call = (socket: net.Socket): Promise<void> =>
    new Promise((resolve, reject) => {
      let waiting = bytes;
      const hear = (chunk: Buffer): void => {
        waiting -= chunk.length;
        if (waiting > 0) return;
        if (waiting < 0) reject(new Error('an answer of another length'));
        done += 1;
        waiting = bytes;
        if (performance.now() - started < ms) socket.write(request);
        else {
          socket.off('data', hear);
          resolve();
        }
      };
      socket.on('data', hear);
      socket.write(request);
    });
  await Promise.all(sockets.map(call));
  return done / ((performance.now() - started) / 1000);
}
