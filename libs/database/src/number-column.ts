import type { ColumnOptions } from 'typeorm';

/** A bigint column read as a number: the driver hands bigint out as text, and amoCRM's ids and seconds fit a number. */
export const numberColumn: ColumnOptions = {
  type: 'bigint',
  transformer: {
    to: (value: number | null) => value,
    from: (value: string | null) => (value === null ? null : Number(value)),
  },
};
