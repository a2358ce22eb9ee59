import { createServer } from 'node:net';

/** Rejects as listening there would. Asked before anything else is started, so that a taken port costs nothing. */
export async function assertPortFree(port: number, host: string): Promise<void> {
  if (port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
