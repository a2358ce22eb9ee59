import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One change, as the feed of events tells it. */
export interface FedEvent {
  id: string;
  entityId: number;
  createdAt: number;
}

export interface EventFeed {
  url: string;
  events: FedEvent[];
  close(): Promise<void>;
}

/** An amoCRM account of which only `/api/v4/events` answers: newest first, pages of 100, 204 behind the last. */
export async function startEventFeed(): Promise<EventFeed> {
  const events: FedEvent[] = [];
  const server = createServer((request, response) => {
    answer(events, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    events,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(events: readonly FedEvent[], request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://feed');
  if (pathname !== '/api/v4/events') {
    response.writeHead(404, { 'content-type': 'application/problem+json' }).end('{"status":404}');
    return;
  }
  const since = Number(searchParams.get('filter[created_at][from]') ?? 0);
  const [page, limit] = [Number(searchParams.get('page') ?? 1), Number(searchParams.get('limit') ?? 50)];
  const found = events.filter(({ createdAt }) => createdAt >= since).reverse();
  const rows = found.slice((page - 1) * limit, page * limit);
  if (rows.length === 0) {
    response.writeHead(204).end();
    return;
  }
  const shown = rows.map(({ id, entityId, createdAt }) => ({
    ...{ id, type: 'name_field_changed', entity_id: entityId, entity_type: 'lead', created_by: 1 },
    ...{ created_at: createdAt, value_after: [], value_before: [] },
  }));
  response.writeHead(200, { 'content-type': 'application/hal+json' });
  response.end(JSON.stringify({ _page: page, _embedded: { events: shown } }));
}
