export const catalogTypes = ['regular', 'products', 'invoices'] as const;

/** A list («Список»). Only what fields, rights and chains need of it: its elements are not emulated. */
export interface Catalog {
  id: number;
  name: string;
  type: (typeof catalogTypes)[number];
}
