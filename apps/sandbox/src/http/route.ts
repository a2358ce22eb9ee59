import type { WriteScope } from '../changes/write-scope.js';
import type { Sandbox } from '../sandbox.js';
import type { Account } from '../state/account.js';
import type { AccessToken } from '../state/integration.js';
import type { Answer } from './answer.js';
import type { QueryTree } from './query.js';

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** What every handler knows of the call. */
export interface CallContext {
  sandbox: Sandbox;
  /** Values of `:name` (digits only) and `*name` (any one segment). */
  params: Record<string, string>;
  path: string;
  /** The query as sent, without the question mark. */
  search: string;
  query: QueryTree;
  /** Parsed JSON; undefined when there was none. */
  body: unknown;
  headers: Record<string, string | string[] | undefined>;
  /** Unix seconds. */
  now: number;
}

/** A call on an account's host without a user: OAuth. */
export interface AccountContext extends CallContext {
  account: Account;
  /** `https://{subdomain}.amocrm.ru`. */
  origin: string;
  /** What links in the answer end with: the query as sent, with its question mark, or nothing. Lists add their page. */
  linkQuery: string;
}

/** A call by an authorised user. As a `WriteScope` it can be handed to the functions that change the account. */
export interface ApiContext extends AccountContext, Omit<WriteScope, 'origin'> {
  token: AccessToken;
  scope: WriteScope;
}

interface RouteBase {
  method: Method;
  /** `/api/v4/leads/pipelines/:id`: `:name` matches digits, `*name` any one segment. */
  path: string;
}

/** An API route. `admin` answers 403 to everybody else; `user` leaves finer rights to the handler. */
interface ApiRoute extends RouteBase {
  rights: 'admin' | 'user';
  handle(ctx: ApiContext): Answer;
}

/** A route of an account's host that needs no token. */
interface OpenRoute extends RouteBase {
  rights: 'open';
  handle(ctx: AccountContext): Answer;
}

export type Route = ApiRoute | OpenRoute;

/** A route that any Host reaches: control API, people's page, domain lookup. Not limited, faulted or journalled. */
export interface GlobalRoute extends RouteBase {
  handle(ctx: CallContext): Answer | Promise<Answer>;
}
