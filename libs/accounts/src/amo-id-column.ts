import type { ColumnOptions } from 'typeorm';

/** amoCRM's ids are bigint columns, which the driver hands out as strings; they fit a number. */
export const amoIdColumn: ColumnOptions = {
  type: 'bigint',
  nullable: true,
  transformer: {
    to: (value: number | null) => value,
    from: (value: string | null) => (value === null ? null : Number(value)),
  },
};
