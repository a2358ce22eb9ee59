import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer as the sandbox gave it: the bare server sends as many bytes. */
export interface BareAnswer {
  status: number;
  /** Names and values in turn, without those that Node adds itself. */
  headers: string[];
  body: string;
}

// The bare Node server beside which bench/sandbox.ts measures. `GET /7` gets the seventh of the answers it was last
// sent, whose bodies are ready as bytes: encoding texts anew for each call would make it two or three times slower.

let answers: { status: number; headers: string[]; body: Buffer }[] = [];
const server = http.createServer((request, response) => {
  const answer = answers[Number(request.url?.slice(1))];
  if (answer) response.writeHead(answer.status, answer.headers).end(answer.body);
  else response.writeHead(404).end();
});
server.listen(0, '127.0.0.1', () =>
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.on('message', (sent: BareAnswer[]) => {
  answers = sent.map((answer) => ({ ...answer, body: Buffer.from(answer.body) }));
  process.send?.('ready');
});
process.on('disconnect', () => process.exit(0));
