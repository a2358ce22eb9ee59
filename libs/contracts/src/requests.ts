/**
 * Every request one service may ask of another: subject → request and reply. The first word of a subject is the
 * service that answers. One line per request; the classes live in the file named after that service.
 */
export interface Requests {
  'sync.ping': { request: Record<string, never>; reply: { ok: true } };
}

export type RequestSubject = keyof Requests;
