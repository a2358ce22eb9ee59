import { request } from 'undici';

/** The hub's REST API with one key. */
export class HubApi {
  constructor(
    readonly url: string,
    private readonly key: string,
  ) {}

  /** Throws with the problem's status and detail. */
  async call<T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const answer = await request(`${this.url}/api/v1/${path}`, {
      method,
      headers: {
        ...headers,
        authorization: `Bearer ${this.key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path);
  }

  post<T>(path: string, body: object = {}, headers?: Record<string, string>): Promise<T> {
    return this.call<T>('POST', path, body, headers);
  }

  /** Over whatever version is there, if any. */
  async put<T>(path: string, body: object): Promise<T> {
    try {
      return await this.call<T>('PUT', path, body);
    } catch (error) {
      if (!(error instanceof Error && error.message.includes(': 428 '))) throw error;
      return this.call<T>('PUT', path, body, { 'if-match': '*' });
    }
  }
}
