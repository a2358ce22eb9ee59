import { addCatalog, catalogTypes, type Catalog } from '../state/catalog.js';
import { action, refuse, type Action } from './action.js';

const maxCatalogs = 10;

const create = action<{ name: string; type?: Catalog['type'] }>(
  {
    name: { type: 'string', required: true, notBlank: true },
    type: { type: 'string', choices: catalogTypes },
  },
  ({ account, sandbox }, { name, type = 'regular' }) => {
    if (account.catalogs.size >= maxCatalogs) refuse(`An account has ${maxCatalogs} lists at most`);
    return { catalogId: addCatalog(account, sandbox.ids, name, type).id };
  },
);

/** Lists are made by hand only: their own methods are not emulated, their fields are. */
export const catalogActions: Record<string, Action> = { 'catalog.create': create };
