interface NotEmulated {
  method: string;
  path: string;
  words: string;
  /** One of the paths below an area, not a path that a sheet names. */
  isArea?: true;
}

const methods = (words: string, path: string, list: string): NotEmulated[] =>
  list.split(' ').map((method) => ({ method, path, words }));

const ofEntities = (words: string, path: (entity: string) => string, list: string): NotEmulated[] =>
  ['leads', 'contacts', 'companies', 'customers'].flatMap((entity) =>
    methods(words, path(`/api/v4/${entity}`), list),
  );

const anyMethod = 'GET POST PATCH PUT DELETE';

/** Whole areas of amoCRM that neither sheet describes: whatever is below the path, five segments deep. */
const area = (words: string, path: string): NotEmulated[] =>
  ['/*a', '/*b', '/*c', '/*d', '/*e'].flatMap((_one, index, all) =>
    methods(words, path + all.slice(0, index + 1).join(''), anyMethod).map((one) => ({
      ...one,
      isArea: true,
    })),
  );

/**
 * Methods the sheets know and the sandbox may not: 501 with these words, unless a real route exists (routes are asked
 * first, so a line may stay here after its resource is written).
 */
export const notEmulated: readonly NotEmulated[] = [
  ...methods('API key exchange', '/oauth2/exchange_api_key', 'POST'),
  ...methods('webhook subscriptions', '/api/v4/webhooks', 'GET POST DELETE'),
  ...methods('complex lead creation', '/api/v4/leads/complex', 'POST'),
  ...methods('companies', '/api/v4/companies', 'GET POST PATCH'),
  ...methods('companies', '/api/v4/companies/:id', 'GET PATCH'),
  ...ofEntities('entity links', (base) => `${base}/links`, 'GET'),
  ...ofEntities('entity links', (base) => `${base}/link`, 'POST'),
  ...ofEntities('entity links', (base) => `${base}/unlink`, 'POST'),
  ...ofEntities('entity links', (base) => `${base}/:id/links`, 'GET'),
  ...ofEntities('entity links', (base) => `${base}/:id/link`, 'POST'),
  ...ofEntities('entity links', (base) => `${base}/:id/unlink`, 'POST'),
  ...methods('tasks', '/api/v4/tasks', 'GET POST PATCH'),
  ...methods('tasks', '/api/v4/tasks/:id', 'GET PATCH'),
  ...ofEntities('notes', (base) => `${base}/notes`, 'GET POST PATCH'),
  ...ofEntities('notes', (base) => `${base}/notes/:id`, 'GET PATCH'),
  ...ofEntities('notes', (base) => `${base}/:id/notes`, 'GET POST PATCH'),
  ...ofEntities('notes', (base) => `${base}/:id/notes/:note`, 'GET PATCH'),
  ...ofEntities('pinning notes', (base) => `${base}/notes/:id/pin`, 'POST'),
  ...ofEntities('pinning notes', (base) => `${base}/notes/:id/unpin`, 'POST'),
  ...methods('events', '/api/v4/events', 'GET'),
  ...methods('events', '/api/v4/events/*id', 'GET'),
  ...methods('event types', '/api/v4/events/types', 'GET'),
  ...methods('incoming leads', '/api/v4/leads/unsorted', 'GET'),
  ...methods('incoming leads', '/api/v4/leads/unsorted/*uid', 'GET'),
  ...methods('incoming leads', '/api/v4/leads/unsorted/sip', 'POST'),
  ...methods('incoming leads', '/api/v4/leads/unsorted/forms', 'POST'),
  ...methods('incoming leads', '/api/v4/leads/unsorted/*uid/accept', 'POST'),
  ...methods('incoming leads', '/api/v4/leads/unsorted/*uid/decline', 'DELETE'),
  ...methods('incoming leads', '/api/v4/leads/unsorted/*uid/link', 'POST'),
  ...methods('summary of incoming leads', '/api/v4/leads/unsorted/summary', 'GET'),
  ...methods('calls', '/api/v4/calls', 'POST'),
  ...methods('call pop-ups (v2)', '/api/v2/events', 'POST'),
  ...methods('talks', '/api/v4/talks/:id', 'GET'),
  ...methods('closing talks', '/api/v4/talks/:id/close', 'POST'),
  ...methods('subscriptions', '/api/v4/customers/:id/subscriptions', 'GET'),
  ...ofEntities('files of entities', (base) => `${base}/:id/files`, 'GET PUT DELETE'),
  ...methods('links of files', '/api/v4/files/*uuid/links', 'GET'),
  ...methods('chats of contacts', '/api/v4/contacts/chats', 'GET POST'),
  ...methods('sources', '/api/v4/sources', 'GET POST PATCH DELETE'),
  ...methods('sources', '/api/v4/sources/:id', 'GET PATCH DELETE'),
  ...methods('website buttons', '/api/v4/website_buttons', 'GET POST'),
  ...methods('website buttons', '/api/v4/website_buttons/:id', 'GET PATCH'),
  ...methods('website buttons', '/api/v4/website_buttons/:id/online_chat', 'POST'),
  ...methods('chat templates', '/api/v4/chats/templates', 'GET POST PATCH DELETE'),
  ...methods('chat templates', '/api/v4/chats/templates/:id', 'GET PATCH DELETE'),
  ...methods('reviews of chat templates', '/api/v4/chats/templates/:id/review', 'POST'),
  ...methods('reviews of chat templates', '/api/v4/chats/templates/:id/review/:review', 'POST'),
  ...methods('widgets', '/api/v4/widgets', 'GET'),
  ...methods('widgets', '/api/v4/widgets/*code', 'GET POST DELETE'),
  ...methods('customers', '/api/v4/customers', 'GET POST PATCH'),
  ...methods('customers', '/api/v4/customers/:id', 'GET PATCH'),
  ...methods('customers mode', '/api/v4/customers/mode', 'PATCH'),
  ...methods('customer stages', '/api/v4/customers/statuses', 'GET POST'),
  ...methods('customer stages', '/api/v4/customers/statuses/:id', 'GET PATCH DELETE'),
  ...methods('customer segments', '/api/v4/customers/segments', 'GET POST'),
  ...methods('customer segments', '/api/v4/customers/segments/:id', 'GET PATCH DELETE'),
  ...methods('customer transactions', '/api/v4/customers/transactions', 'GET DELETE'),
  ...methods('customer transactions', '/api/v4/customers/:id/transactions', 'GET POST'),
  ...methods('bonus points', '/api/v4/customers/:id/bonus_points', 'POST'),
  ...methods('private bot endpoints', '/ajax/v4/bots', 'GET'),
  ...methods('private bot endpoints', '/ajax/v4/bots/:id', 'GET'),
  ...methods('private bot endpoints', '/ajax/v4/bots/:id/stop', 'POST'),
  ...methods('private bot endpoints', '/ajax/v2/salesbot', 'POST DELETE'),
  ...methods('private bot endpoints', '/ajax/v2/salesbot/:id', 'PUT'),
  ...methods('private bot endpoints', '/api/v1/salesbot', 'GET'),
  ...methods('private bot endpoints', '/api/v1/salesbot/:id', 'GET DELETE'),
  ...methods('private trigger endpoints', '/ajax/v4/triggers/bots', 'GET'),
  ...methods('private trigger endpoints', '/ajax/v4/triggers/bots/list', 'POST'),
  ...methods('private trigger endpoints', '/ajax/v4/triggers/complex', 'POST'),
  ...methods('private pipeline settings', '/ajax/settings/pipeline/leads/:id', 'GET'),
  ...methods('private pipeline settings', '/ajax/settings/pipeline/leads/:id/save', 'POST'),
  ...methods('private widget settings', '/ajax/widgets/edit', 'GET POST'),
  ...methods('private lists of users', '/ajax/get_managers_with_group', 'GET POST'),
  ...methods('currencies', '/api/v4/currencies', 'GET'),
  ...methods('lists', '/api/v4/catalogs', 'GET POST PATCH'),
  ...methods('lists', '/api/v4/catalogs/:id', 'GET PATCH'),
  ...methods('list elements', '/api/v4/catalogs/:id/elements', 'GET POST PATCH'),
  ...methods('list elements', '/api/v4/catalogs/:id/elements/:element', 'GET PATCH'),
  ...area('version 1 of the API', '/api/v1'),
  ...area('version 2 of the API', '/api/v2'),
  ...area('version 3 of the API', '/api/v3'),
  ...area('incoming leads of the old API', '/api/unsorted'),
  ...area('private methods of the web interface', '/ajax'),
  ...area('private methods of the web interface', '/private'),
];
