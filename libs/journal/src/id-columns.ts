import { numberColumn } from '@hub/database';
import type { ColumnOptions } from 'typeorm';

/** The id of an object of amoCRM as part of a primary key. */
export const idColumn = { type: 'bigint', transformer: numberColumn.transformer } as const;

/** A list of such ids. */
export const idListColumn: ColumnOptions = {
  type: 'bigint',
  array: true,
  transformer: {
    to: (ids: number[]) => ids,
    from: (ids: string[]) => ids.map(Number),
  },
};
