import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpProxy {
  port: number;
  /** New connections go here from now on. */
  pointAt(port: number): void;
  /** Breaks every connection; new ones are refused by whatever is at the port now. */
  cut(): void;
  /** Every connection of now stays open and carries nothing any more, as behind a firewall that forgot it. */
  silence(): void;
  close(): Promise<void>;
}

/** A fixed address in front of a server that is stopped and started elsewhere. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  let at = target;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(at, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    pointAt(port) {
      at = port;
    },
    cut,
    silence() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
