import type { LiveUse } from './kind.js';

/** Values of a field, or one of its list, on cards. The id is `entity/field` or `entity/field/value`. */
export const liveValues: LiveUse = {
  risk: 'cards-with-value',
  entityOf: (branchId) => {
    const entity = branchId.slice(0, branchId.indexOf('/'));
    return entity === 'contacts' || entity === 'companies' ? entity : 'leads';
  },
  isOn: ({ valueIds }, branchId) => valueIds.has(branchId.slice(branchId.indexOf('/') + 1)),
};
