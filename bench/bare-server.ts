import http from 'node:http';
import type { AddressInfo } from 'node:net';

// The bare Node server beside which bench/sandbox.ts measures: answers every call with the text it was last sent.

let body = '';
const server = http.createServer((_request, response) => {
  response.writeHead(200, {
    'Content-Type': 'application/hal+json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
});
server.listen(0, '127.0.0.1', () =>
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.on('message', (text: string) => {
  body = text;
  process.send?.('ready');
});
process.on('disconnect', () => process.exit(0));
